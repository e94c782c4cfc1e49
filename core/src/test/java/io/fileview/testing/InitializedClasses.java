package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The classes that a child JVM has initialized, as the JVM itself records it. */
public final class InitializedClasses {
    private static final Pattern LINE = Pattern.compile("Initializing '([^']+)'");

    private final Path log;

    /** Records in a directory in which there is no other record. */
    public InitializedClasses(Path directory) {
        this.log = directory.resolve("initialized");
    }

    /** The option that makes a JVM record them. */
    public String option() {
        return "-Xlog:class+init=info:file=" + log + "::filecount=0";
    }

    /** Returns the classes of Fileview, in the order of their initialization. */
    public List<String> ofFileview() throws IOException {
        return LINE.matcher(Files.readString(log))
                .results()
                .map((MatchResult line) -> line.group(1).replace('/', '.'))
                .filter(name -> name.startsWith("io.fileview."))
                .toList();
    }
}
