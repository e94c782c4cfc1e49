package io.fileview.labs.common;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The processors whose system call numbers the labs know. */
public enum Processor {
    /** 64-bit x86. */
    X86_64("x86-64", "amd64"),
    /** 64-bit Arm. */
    AARCH64("aarch64", "aarch64");

    private final String title;
    private final String nameInJava;

    Processor(String title, String nameInJava) {
        this.title = title;
        this.nameInJava = nameInJava;
    }

    /**
     * Returns the processor this JVM runs on.
     *
     * @return the processor
     * @throws CannotRunException if the labs do not know its system call numbers
     */
    public static Processor current() throws CannotRunException {
        return named(System.getProperty("os.arch"));
    }

    static Processor named(String name) throws CannotRunException {
        return Arrays.stream(values())
                .filter(one -> one.nameInJava.equals(name))
                .findFirst()
                .orElseThrow(() -> new CannotRunException(
                        "the labs make system calls by number and know the numbers only for "
                                + known()
                                + ", but this processor is \""
                                + name
                                + "\"; run them on one of those"));
    }

    private static String known() {
        return Arrays.stream(values()).map(one -> one.title).collect(Collectors.joining(" and "));
    }
}
