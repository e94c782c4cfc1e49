package io.fileview.labs.storm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The commits of a file that writers were told were done, in a file elsewhere: each appends the number
 * as soon as {@code commit} has returned. So what is in it was promised, whoever is killed.
 */
final class Acknowledged {
    private final Path log;

    Acknowledged(Path directory, long file) {
        log = directory.resolve("acknowledged-" + file);
    }

    void add(long number) throws IOException {
        try (FileChannel channel =
                FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        }
    }

    /** Returns the last number; 0 if there is none. */
    long last() throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(log)) {
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
            long numbers = channel.size() / Long.BYTES;
            if (numbers > 0) {
                channel.read(number, (numbers - 1) * Long.BYTES);
            }
            return number.getLong(0);
        }
    }

    /** Returns how many there are. */
    long count() throws IOException {
        return Files.exists(log) ? Files.size(log) / Long.BYTES : 0;
    }

    /**
     * Returns how many numbers are not more than the one before: a commit that was done again was lost,
     * or two writers were admitted at once.
     */
    long repeated() throws IOException {
        long repeated = 0;
        long before = 0;
        if (Files.exists(log)) {
            ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(log));
            while (numbers.remaining() >= Long.BYTES) {
                long number = numbers.getLong();
                repeated += number <= before ? 1 : 0;
                before = number;
            }
        }
        return repeated;
    }
}
