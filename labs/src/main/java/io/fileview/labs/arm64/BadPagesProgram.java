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

/**
 * Performs the operations of guarded access on many bytes, on pages of a file of which one in ten has
 * been cut off. Ends with 1 if one was not reported at the access, or a good one was.
 */
final class BadPagesProgram {
    private static final int ROUNDS = 600;
    private static final int LONGEST = 3_000;
    private static final int GOOD = 16;

    private static final MemorySegment MEMORY = Arena.global().allocate(LONGEST);
    private static final byte[] ARRAY = new byte[LONGEST];

    private static final List<Bulk> OPERATIONS =
            List.of(
                    (on, at) -> on.copyTo(at, ARRAY, 0, LONGEST),
                    (on, at) -> on.copyFrom(at, ARRAY, 0, LONGEST),
                    (on, at) -> on.copyTo(at, MEMORY, 0, LONGEST),
                    (on, at) -> on.copyFrom(at, MEMORY, 0, LONGEST),
                    (on, at) -> on.fill(at, LONGEST, (byte) 1),
                    (on, at) -> on.crc32c(at, LONGEST),
                    (on, at) -> on.digest(at, LONGEST, sha256()),
                    (on, at) -> on.mismatch(at, MemorySegment.ofArray(ARRAY)),
                    (on, at) -> on.indexOf(new byte[] {1, 2, 3}, at, at + LONGEST));

    private BadPagesProgram() {}

    private interface Bulk {
        void on(GuardedAccess access, long at) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("bad-pages", null);
        int silent = 0;
        int precise = 0;
        int wrong = 0;
        try (FileMapping mapping = open(file);
                View view = mapping.map();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long page = mapping.pageSize();
            channel.truncate(GOOD * page);
            GuardedAccess access = view.guarded();
            for (int i = 0; i < ROUNDS; i++) {
                boolean bad = i % 10 == 9;
                long at = (bad ? GOOD + i % GOOD : i % GOOD) * page + i % 64;
                for (Bulk operation : OPERATIONS) {
                    try {
                        operation.on(access, at);
                        silent += bad ? 1 : 0;
                    } catch (FileShrankException e) {
                        boolean right = bad && e.offset() == at;
                        precise += right ? 1 : 0;
                        wrong += right ? 0 : 1;
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        int expected = ROUNDS / 10 * OPERATIONS.size();
        System.out
                .println(precise + " of " + expected + " accesses to bad pages reported precisely, "
                        + silent + " silent, " + wrong + " wrong");
        System.exit(precise == expected && silent + wrong == 0 ? 0 : 1);
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
