package io.fileview.commit;

import static io.fileview.testing.ViewBytes.bytesOf;

import io.fileview.View;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Commits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What another process, perhaps of another user, does with a commit file, and what it is told. */
final class CommitChild {
    static final int SIZE = 20_000;
    private static final String RESULT = "result: ";

    private CommitChild() {}

    public static void main(String[] args) throws IOException {
        // The locale may be unable to express the name.
        Path path = args[1].startsWith("file:") ? Path.of(URI.create(args[1])) : Path.of(args[1]);
        switch (args[0]) {
            case "die" -> die(path, args[2], false);
            case "create" -> die(path, args[2], true);
            case "hold" -> hold(path, args[2]);
            case "lock" -> lock(path);
            case "write" -> System.out.println(RESULT + writer(path));
            case "read" -> System.out.println(RESULT + reader(path));
            case "snapshot" -> System.out.println(RESULT + snapshot(path));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void die(Path path, String value, boolean creates) throws IOException {
        CommitMappingBuilder builder = Commits.builder(path);
        CommitMapping commits = (creates ? builder.create().size(SIZE) : builder).open();
        commit(commits, value.charAt(0));
        Runtime.getRuntime().halt(0);
    }

    private static void hold(Path path, String value) throws IOException {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        CommitMapping commits = Commits.open(path);
        commit(commits, value.charAt(0));
        System.out.println("holding");
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            try {
                commit(commits, line.charAt(0));
                System.out.println("committed");
            } catch (CommitFailedException failure) {
                System.out.println(failure.outcome() + " " + failure.getMessage());
                commits.rollback();
            }
        }
        commits.close();
    }

    /** Locks all of a file, as any program may that may write it. */
    private static void lock(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.lock();
            System.out.println("holding");
            System.in.read();
        }
    }

    static void commit(CommitMapping commits, char value) throws IOException {
        try (View view = commits.map()) {
            bytesOf(view).fill((byte) value);
            commits.commit();
        }
    }

    /** Opens a file for commits and closes it; returns what came of it. */
    static String writer(Path path) {
        try {
            Commits.builder(path).open().close();
            return "admitted";
        } catch (IOException refused) {
            return refused.getClass().getSimpleName() + ": " + refused.getMessage();
        }
    }

    /** Reads a file; returns the character that it is full of, or why it cannot be read. */
    static String reader(Path path) {
        try (CommitReader reader = Commits.reader(path);
                View view = reader.map();
                CommitReader.ReadLock lock = reader.readLock()) {
            byte[] bytes = new byte[SIZE];
            for (int i = 0; i < SIZE; i++) {
                bytes[i] = view.guarded().getByte(i);
            }
            for (byte each : bytes) {
                if (each != bytes[0]) {
                    return "a mixture of " + (char) bytes[0] + " and " + (char) each;
                }
            }
            return lock == null ? "" : String.valueOf((char) bytes[0]);
        } catch (IOException refused) {
            return refused.getClass().getSimpleName() + ": " + refused.getMessage();
        }
    }

    /** As {@link #reader} through a snapshot. */
    static String snapshot(Path path) {
        try (CommitReader reader = Commits.reader(path);
                Snapshot snapshot = reader.snapshot();
                View view = snapshot.map()) {
            return String.valueOf((char) view.guarded().getByte(0));
        } catch (IOException refused) {
            return refused.getClass().getSimpleName() + ": " + refused.getMessage();
        }
    }

    /** Runs an action in a process of user nobody, whose classes are copied to the directory. */
    static String asNobody(Path classes, String action, Path path) throws IOException {
        String output = ChildJvm.of(CommitChild.class, action, path).asNobody(classes).run();
        int at = output.indexOf(RESULT);
        if (at < 0) {
            throw new AssertionError(output);
        }
        return output.substring(at + RESULT.length());
    }
}
