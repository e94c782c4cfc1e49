package io.fileview.labs.arm64;

import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Performs the operations of guarded access on many bytes, on pages of a file of which one in ten has
 * been cut off. Ends with 1 if one was not reported at the access, or a good one was; its last line
 * names the first of these accesses.
 */
final class BadPagesProgram {
    private static final int ROUNDS = 600;
    private static final int LONGEST = 3_000;
    private static final int GOOD = 16;

    private static final MemorySegment MEMORY = Arena.global().allocate(LONGEST);
    private static final byte[] ARRAY = new byte[LONGEST];

    private static final List<Operation> OPERATIONS =
            List.of(
                    new Operation("copyTo an array", (on, at) -> on.copyTo(at, ARRAY, 0, LONGEST)),
                    new Operation(
                            "copyFrom an array", (on, at) -> on.copyFrom(at, ARRAY, 0, LONGEST)),
                    new Operation(
                            "copyTo a segment", (on, at) -> on.copyTo(at, MEMORY, 0, LONGEST)),
                    new Operation(
                            "copyFrom a segment", (on, at) -> on.copyFrom(at, MEMORY, 0, LONGEST)),
                    new Operation("fill", (on, at) -> on.fill(at, LONGEST, (byte) 1)),
                    new Operation("crc32c", (on, at) -> on.crc32c(at, LONGEST)),
                    new Operation("digest", (on, at) -> on.digest(at, LONGEST, sha256())),
                    new Operation(
                            "mismatch", (on, at) -> on.mismatch(at, MemorySegment.ofArray(ARRAY))),
                    new Operation(
                            "indexOf",
                            (on, at) -> on.indexOf(new byte[] {1, 2, 3}, at, at + LONGEST)));

    private int precise;
    private int silent;
    private int wrong;
    private int late;
    private @Nullable String first;

    private BadPagesProgram() {}

    private record Operation(String name, Bulk bulk) {}

    private interface Bulk {
        void on(GuardedAccess access, long at) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("bad-pages", null);
        BadPagesProgram program = new BadPagesProgram();
        try (FileMapping mapping = open(file);
                View view = mapping.map();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(GOOD * mapping.pageSize());
            program.run(view.guarded(), mapping.pageSize());
        } finally {
            Files.delete(file);
        }
        System.exit(program.report() ? 0 : 1);
    }

    private void run(GuardedAccess access, long page) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            boolean bad = i % 10 == 9;
            long at = (bad ? GOOD + i % GOOD : i % GOOD) * page + i % 64;
            for (Operation operation : OPERATIONS) {
                try {
                    operation.bulk.on(access, at);
                    if (bad) {
                        silent++;
                        note("silent", operation, i);
                    }
                } catch (FileShrankException e) {
                    if (bad && e.offset() == at) {
                        precise++;
                    } else {
                        wrong++;
                        note("wrong (" + e.getMessage() + ")", operation, i);
                    }
                } catch (InternalError e) {
                    late++;
                    note("late (" + e.getMessage() + ")", operation, i);
                }
            }
        }
        try {
            Thread.sleep(1); // where the JVM throws what it still owes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InternalError e) {
            late++;
        }
    }

    private void note(String what, Operation operation, int round) {
        if (first == null) {
            first = what + ": " + operation.name + " in round " + round;
        }
    }

    private boolean report() {
        int expected = ROUNDS / 10 * OPERATIONS.size();
        System.out
                .println(precise + " of " + expected + " accesses to bad pages reported precisely, "
                        + silent + " silent, " + wrong + " wrong, " + late + " late"
                        + (first == null ? "" : "; first " + first));
        return precise == expected && silent + wrong + late == 0;
    }

    private static FileMapping open(Path file) throws IOException {
        try (FileMapping memory = FileMapping.memory(1)) {
            Files.write(file, new byte[Math.toIntExact(2 * GOOD * memory.pageSize())]);
        }
        return FileMapping.open(file, Protection.READ_WRITE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
