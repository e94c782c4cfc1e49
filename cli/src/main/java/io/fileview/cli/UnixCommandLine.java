package io.fileview.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of this process on Unix. Java decodes them as the locale says and loses the bytes
 * that the locale cannot express: all but ASCII in the locale C. Linux keeps the bytes.
 */
final class UnixCommandLine {
    /** What the kernel has for the process; see {@code proc_pid_cmdline(5)}. */
    private static final Path KEPT = Path.of("/proc/self/cmdline");

    /** The character that stands for bytes that could not be decoded. */
    private static final char LOST = '\ufffd';

    private UnixCommandLine() {}

    /**
     * Returns the arguments of this process, with bytes that are not UTF-8 as {@link EscapedBytes}.
     *
     * @param received what Java passed to {@code main}
     * @throws CommandFailure if they are not known exactly
     */
    static String[] ofProcess(String[] received) {
        if (Arrays.stream(received).allMatch(Printable::isAscii)) {
            return received;
        }
        byte[] kept;
        try {
            kept = Files.readAllBytes(KEPT);
        } catch (IOException unknown) {
            if (Arrays.stream(received).allMatch(word -> word.indexOf(LOST) < 0)) {
                return received;
            }
            throw unknown();
        }
        return arguments(kept, received);
    }

    /**
     * Returns the last words of a command line.
     *
     * @param kept the words of the process, each of which ends with a zero
     * @param received what Java made of the last of them
     */
    static String[] arguments(byte[] kept, String[] received) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < kept.length; at++) {
            if (kept[at] == 0) {
                words.add(EscapedBytes.text(Arrays.copyOfRange(kept, start, at)));
                start = at + 1;
            }
        }
        int first = words.size() - received.length;
        for (int i = 0; i < received.length; i++) {
            if (first < 0 || !couldBecome(words.get(first + i), received[i])) {
                throw unknown();
            }
        }
        return words.subList(first, words.size()).toArray(new String[0]);
    }

    /** Java keeps a word of ASCII, and makes no other word one of ASCII. */
    private static boolean couldBecome(String word, String received) {
        return Printable.isAscii(word) ? word.equals(received) : !Printable.isAscii(received);
    }

    private static CommandFailure unknown() {
        return CommandFailure.wrongUsage(
                "an argument has characters that the locale cannot express, and what was typed is not"
                        + " known otherwise; set LC_ALL to C.UTF-8");
    }
}
