package io.fileview.labs.windows;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.labs.common.Shell;
import io.fileview.pages.CacheCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What programs on the Windows JVM ask of the Linux side, which sees the same files and is a second
 * witness of what Wine says: a program prints a question and reads the answer.
 */
final class LinuxSide {
    private static final String MARK = "?linux ";

    private final Path work;
    private final long pid;

    /** The questions. Each has the name of a file in {@code C:\t}, and perhaps a number. */
    enum Question {
        /** Cuts the file off, as a program on another machine would. */
        TRUNCATE,
        /** How many pages of the file the kernel has in its cache, and how many of them are dirty. */
        CACHED,
        /** Writes the file and drops it from the cache. */
        EVICT,
        /** How many pages of the process's mappings of the file are resident, and how many private. */
        MAPPED
    }

    LinuxSide(Path work, long pid) {
        this.work = work;
        this.pid = pid;
    }

    /** Asks, on the Windows side, about a file whose path starts at {@code C:\t}. */
    static long[] ask(Question question, Path file, long number) throws IOException {
        System.out
                .println(MARK + question + " " + number + " " + file.toString().replace('\\', '/'));
        System.out.flush();
        String answer = Answers.IN.readLine();
        if (answer == null || !answer.matches("[0-9 ]*")) {
            throw new IOException("the Linux side could not answer: " + answer);
        }
        return Arrays.stream(answer.strip().split(" ", -1)).filter(word -> !word.isEmpty())
                .mapToLong(Long::parseLong).toArray();
    }

    private static final class Answers {
        static final BufferedReader IN =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

        private Answers() {}
    }

    static boolean isQuestion(String line) {
        return line.startsWith(MARK);
    }

    /** Answers, on the Linux side: numbers, or what went wrong. */
    String answer(String line) {
        String[] words = line.substring(MARK.length()).split(" ", 3);
        Path file = work.resolve(words[2]);
        try {
            return switch (Question.valueOf(words[0])) {
                case TRUNCATE -> truncate(file, Long.parseLong(words[1]));
                case CACHED -> cached(file);
                case EVICT -> evict(file);
                case MAPPED -> mapped(file);
            };
        } catch (IOException e) {
            return String.valueOf(e).replace('\n', ' ');
        }
    }

    private static String truncate(Path file, long size) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.setLength(size);
            return Long.toString(opened.length());
        }
    }

    private static String cached(Path file) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY)) {
            CacheCounts counts =
                    mapping.cached()
                            .orElseThrow(() -> new IOException("this kernel has no cachestat(2)"));
            return counts.cached() + " " + (counts.dirty() + counts.writeback());
        }
    }

    private static String evict(Path file) throws IOException {
        Shell.run("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0",
                "status=none");
        return cached(file);
    }

    /** From the fields Rss and Anonymous of the mappings of the file. */
    private String mapped(Path file) throws IOException {
        long resident = 0;
        long anonymous = 0;
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            String[] words = line.strip().split("\\s+", 6);
            if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
                inside = line.endsWith("/" + file.getFileName());
            } else if (inside && words[0].toLowerCase(Locale.ROOT).equals("rss:")) {
                resident += Long.parseLong(words[1]);
            } else if (inside && words[0].toLowerCase(Locale.ROOT).equals("anonymous:")) {
                anonymous += Long.parseLong(words[1]);
            }
        }
        return resident / 4 + " " + anonymous / 4;
    }
}
