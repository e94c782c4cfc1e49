package io.fileview.cli;

import io.fileview.windows.WindowsFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of this process on Windows. What {@code java.exe} passes to {@code main} is not them:
 * it re-encodes its command line to the code page of the system, in which a letter may become {@code
 * ?}, and then replaces each word that has {@code *} or {@code ?} by the names of the files that fit.
 * So the arguments are taken from the command line that the system keeps, and compared with what
 * Java passed. Where the two do not agree, the arguments are not known exactly, and are refused.
 */
final class WindowsCommandLine {
    /** With this word {@code fileview.cmd} separates the options of Java from the arguments. */
    static final String MARK = "--from-fileview.cmd";

    /** Where {@code fileview.cmd} leaves the words that have a {@code ^}, as they were typed. */
    static final String CARETS = "FILEVIEW_CARETS";

    /** The options of {@code java.exe} whose value is the next word. */
    private static final Set<String> WITH_VALUE =
            Set.of(
                    "-cp",
                    "-classpath",
                    "--class-path",
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--enable-native-access",
                    "--add-exports",
                    "--add-opens",
                    "--add-reads",
                    "--patch-module");

    private WindowsCommandLine() {}

    /**
     * Returns the arguments of this process.
     *
     * @param received what Java passed to {@code main}
     * @throws CommandFailure if they are not known exactly
     */
    static String[] ofProcess(String[] received) {
        return arguments(line(), Arrays.asList(received), System.getenv()).toArray(new String[0]);
    }

    private static String line() {
        try (Arena arena = Arena.ofConfined()) {
            long line = WindowsFunction.of("GetCommandLineW").call();
            long bytes = 2L * WindowsFunction.of("lstrlenW").callInt(line);
            MemorySegment copy = arena.allocate(bytes, Character.BYTES);
            WindowsFunction.of("RtlMoveMemory").call(copy.address(), line, bytes);
            // Not decoded: a name may have half of a pair of surrogates, which would be replaced.
            return new String(copy.asSlice(0, bytes).toArray(ValueLayout.JAVA_CHAR));
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw CommandFailure.failed(
                    "the arguments are known only to a function of Windows, which this JVM does not"
                            + " allow to call; start Fileview with fileview.cmd, or start java with"
                            + " --enable-native-access=ALL-UNNAMED");
        }
    }

    /**
     * Returns the arguments that a command line has after the options of Java.
     *
     * @param line the command line of the process
     * @param received what Java passed to {@code main}
     * @param environment the environment of the process
     */
    static List<String> arguments(
            String line, List<String> received, Map<String, String> environment) {
        List<String> words = split(line);
        boolean marked = !received.isEmpty() && received.get(0).equals(MARK);
        int start = marked ? words.indexOf(MARK) + 1 : afterOptionsOfJava(words);
        List<String> arguments =
                start <= 0 || start > words.size() ? List.of() : words.subList(start, words.size());
        List<String> passed = marked ? received.subList(1, received.size()) : received;
        if (start <= 0 || !couldBecome(arguments, passed)) {
            throw CommandFailure.wrongUsage(
                    "what Java passed on differs from the command line of this process, so the"
                            + " arguments are not known exactly; start Fileview with fileview.cmd, and"
                            + " put each argument in double quotes");
        }
        if (marked) {
            requireCarets(arguments, environment.getOrDefault(CARETS, ""));
        }
        return arguments;
    }

    /** Returns where the arguments begin; 0 if that cannot be told. */
    private static int afterOptionsOfJava(List<String> words) {
        int at = 1;
        while (at < words.size()) {
            String word = words.get(at);
            if (word.equals("-jar") || word.equals("-m") || word.equals("--module")) {
                return at + 2;
            }
            if (word.startsWith("--module=")) {
                return at + 1;
            }
            if (word.startsWith("@")) {
                return 0; // a file of options, which may name the main class or the jar
            }
            if (!word.startsWith("-")) {
                return at + 1; // the main class
            }
            at += WITH_VALUE.contains(word) ? 2 : 1;
        }
        return 0;
    }

    /**
     * Returns whether Java can have made one list of words from another. It keeps words of ASCII
     * without wildcards; each other word becomes one or more words.
     */
    private static boolean couldBecome(List<String> words, List<String> received) {
        boolean[] reached = new boolean[received.size() + 1]; // by the words so far
        reached[0] = true;
        for (String word : words) {
            boolean[] next = new boolean[reached.length];
            for (int i = 1; i < next.length; i++) {
                next[i] =
                        isKept(word)
                                ? reached[i - 1] && received.get(i - 1).equals(word)
                                : reached[i - 1] || next[i - 1];
            }
            reached = next;
        }
        return reached[received.size()];
    }

    private static boolean isKept(String word) {
        return word.chars().allMatch(c -> c < 0x80 && c != '*' && c != '?');
    }

    /** Outside double quotes, cmd.exe takes a {@code ^} for its own and removes it. */
    private static void requireCarets(List<String> arguments, String typed) {
        if (carets(String.join("", arguments)) != carets(typed)) {
            throw CommandFailure.wrongUsage(
                    "an argument has a ^ outside double quotes, which cmd.exe removes; put the"
                            + " argument in double quotes");
        }
    }

    private static long carets(String text) {
        return text.chars().filter(c -> c == '^').count();
    }

    /**
     * Splits a command line into words, by the rules that the C runtime of Windows documents: blanks
     * and tabs separate words, except in double quotes. A backslash is itself, except before a
     * double quote: there two are one, and one makes the quote a part of the word. In a quoted part,
     * two double quotes are one that belongs to the word. In the first word, the program, a
     * backslash is always itself.
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        while (at < line.length() && (quoted || !isBlank(line.charAt(at)))) {
            char c = line.charAt(at++);
            if (c == '"') {
                quoted = !quoted;
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        while (true) {
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (at == line.length()) {
                return words;
            }
            word.setLength(0);
            at = word(line, at, word);
            words.add(word.toString());
        }
    }

    /** Appends the word at an index, and returns the index after it. */
    private static int word(String line, int start, StringBuilder word) {
        boolean quoted = false;
        int at = start;
        while (at < line.length() && (quoted || !isBlank(line.charAt(at)))) {
            int backslashes = 0;
            while (at < line.length() && line.charAt(at) == '\\') {
                backslashes++;
                at++;
            }
            if (at == line.length() || line.charAt(at) != '"') {
                word.repeat('\\', backslashes);
                if (backslashes == 0) {
                    word.append(line.charAt(at++));
                }
                continue;
            }
            word.repeat('\\', backslashes / 2);
            if (backslashes % 2 == 1) {
                word.append('"');
            } else if (quoted && at + 1 < line.length() && line.charAt(at + 1) == '"') {
                word.append('"');
                at++;
            } else {
                quoted = !quoted;
            }
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
