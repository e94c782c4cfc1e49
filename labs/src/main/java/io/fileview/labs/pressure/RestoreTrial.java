package io.fileview.labs.pressure;

import io.fileview.labs.common.CommandLineProgram;
import io.fileview.labs.common.Disk;
import io.fileview.labs.common.Meter;
import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.Residency;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** What is in memory of a file is saved, dropped and restored. */
final class RestoreTrial {
    private static final int CHUNK = 1 << 20;
    private static final int ONE_IN = 4;
    private static final String NOT_STAYED = "did not stay in memory";

    private final Disk disk;
    private final Path file;
    private final Path state;
    private final Meter meter;

    RestoreTrial(Disk disk, Path file, Path work) {
        this.disk = disk;
        this.file = file;
        this.state = work.resolve("state");
        this.meter = new Meter(work);
    }

    /**
     * What was found.
     *
     * @param saved the pages in memory before
     * @param dropped those that were still there after the command drop
     * @param restored those that were there after the command restore
     * @param missing those that were saved and not restored
     * @param others those that were restored and not saved
     * @param save the cost of the command save
     * @param restore the cost of the command restore
     * @param warm the cost of the command warm, for all of the file
     * @param read the cost of {@code cat}, for all of the file
     * @param attempts how many were made until nothing was missing
     */
    record Result(
            int saved, int dropped, int restored, int missing, int others, Cost save,
            Cost restore, Cost warm, Cost read, int attempts) {}

    /** Tries again if pages are missing, which the kernel may have let go of by itself. */
    Result run(SplittableRandom random) throws IOException {
        int attempt = 1;
        Result result = attempt(random, attempt);
        while (result.missing() > 0 && attempt < HoldTrial.ATTEMPTS) {
            attempt++;
            result = attempt(random, attempt);
        }
        return result;
    }

    private Result attempt(SplittableRandom random, int attempt) throws IOException {
        disk.empty();
        readSome(random);
        BitSet before = Residency.pages(file);
        Cost save = run(CommandLineProgram.with("save", file, "--output", state));
        run(CommandLineProgram.with("drop", file));
        int dropped = Residency.pages(file).cardinality();
        Cost restore = run(CommandLineProgram.with("restore", state));
        BitSet after = Residency.pages(file);
        disk.empty();
        Cost warm = run(CommandLineProgram.with("warm", file));
        disk.empty();
        Cost read = run(List.of("cat", file.toString()));
        BitSet missing = (BitSet) before.clone();
        missing.andNot(after);
        BitSet others = (BitSet) after.clone();
        others.andNot(before);
        return new Result(
                before.cardinality(), dropped, after.cardinality(), missing.cardinality(),
                others.cardinality(), save, restore, warm, read, attempt);
    }

    private Cost run(List<String> command) throws IOException {
        Cost cost = meter.run(command);
        if (!cost.isGood() && !cost.output().contains(NOT_STAYED)) {
            throw new UnexpectedEndException(
                    String.join(" ", command) + " ended with exit code " + cost.exit() + ": "
                            + cost.output().strip());
        }
        return cost;
    }

    /** A quarter of the file, in mebibytes that are scattered, and single pages between them. */
    private void readSome(SplittableRandom random) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long at = 0; at < channel.size(); at += CHUNK) {
                chunk.clear();
                boolean isWhole = random.nextInt(ONE_IN) == 0;
                chunk.limit(isWhole ? CHUNK : 1);
                if (isWhole || random.nextInt(ONE_IN) == 0) {
                    int read = channel.read(chunk, at + random.nextInt(CHUNK / 2));
                    if (read <= 0) {
                        throw new IOException(file + " cannot be read at " + at);
                    }
                }
            }
        }
    }
}
