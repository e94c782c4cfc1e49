package io.fileview.labs.compare;

import static io.fileview.labs.compare.Place.MEBIBYTE;
import static io.fileview.labs.compare.Place.fileview;
import static io.fileview.labs.compare.Place.tool;

import io.fileview.labs.common.Disk;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.Shell;
import io.fileview.labs.compare.Contender.Check;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Copies of whole files, beside cp. */
final class CopyCases {
    static final String SPARSE = "copy 20 GiB sparse, 3 MiB of data";
    static final String START = "fileview copy, empty file";
    private static final long SPARSE_BYTES = 20L << 30;
    private static final long MOST_ON_DISK = 8L * MEBIBYTE;
    private static final String[] SYNCED = {"sh", "-c", "cp \"$0\" \"$1\" && sync \"$1\""};
    private static final int REFLINKED = 64;

    private final Place place;

    CopyCases(Place place) {
        this.place = place;
    }

    Case sparse() throws IOException {
        Path directory = place.directory("sparse");
        Path source = directory.resolve("source");
        byte[] data = Files.readAllBytes(place.file(directory.resolve("data"), 1));
        long[] offsets = {0, SPARSE_BYTES / 2, SPARSE_BYTES - MEBIBYTE};
        try (RandomAccessFile out = new RandomAccessFile(source.toFile(), "rw")) {
            for (long offset : offsets) {
                out.seek(offset);
                out.write(data);
            }
        }
        Path copy = directory.resolve("copy");
        Check check = cost -> {
            if (!cost.isGood()) {
                return Contender.exit(cost);
            }
            boolean isSame = Files.size(copy) == SPARSE_BYTES;
            try (FileChannel channel = FileChannel.open(copy)) {
                for (long offset : offsets) {
                    ByteBuffer found = ByteBuffer.allocate(MEBIBYTE);
                    isSame &= channel.read(found, offset) == MEBIBYTE
                            && found.flip().equals(ByteBuffer.wrap(data));
                }
            }
            long onDisk = Place.allocated(copy);
            return (isSame && onDisk < MOST_ON_DISK ? "same, " : "NOT THE SAME, ")
                    + onDisk / MEBIBYTE + " MiB on disk";
        };
        Path empty = Files.createFile(directory.resolve("empty"));
        return copying(
                SPARSE, place.disk(), source, copy, check,
                new Contender(START, fileview("copy", empty, copy), Contender::exit));
    }

    Case dense() throws IOException {
        int mebibytes = place.sized(64, 1024);
        Path directory = place.directory("dense");
        Path source = place.file(directory.resolve("source"), mebibytes);
        Path copy = directory.resolve("copy");
        return copying(
                "copy " + mebibytes + " MiB, not in memory", place.disk(), source, copy,
                same(source, copy));
    }

    /** A copy must share all of its blocks. */
    Case reflink(FileSystem type) throws IOException {
        Disk disk = place.disk(type, type.title(), 512L * MEBIBYTE);
        Path source = place.file(disk.directory().resolve("source"), REFLINKED);
        Path copy = disk.directory().resolve("copy");
        Check same = same(source, copy);
        Check check =
                cost -> same.of(cost) + (isShared(copy) ? ", shares blocks" : ", OWN BLOCKS");
        return copying(
                "copy " + REFLINKED + " MiB on " + type.title(), disk, source, copy, check);
    }

    private static boolean isShared(Path file) throws IOException {
        return Shell.run("filefrag", "-v", "-s", file.toString()).contains("shared");
    }

    private Case copying(
            String title, Disk disk, Path source, Path copy, Check check, Contender... more) {
        List<Contender> contenders =
                new ArrayList<>(
                        List.of(
                                new Contender(
                                        "fileview copy", fileview("copy", source, copy),
                                        judged(title, check)),
                                new Contender("cp", tool("cp", source, copy), check),
                                new Contender(
                                        "cp, sync",
                                        tool(SYNCED[0], SYNCED[1], SYNCED[2], source, copy),
                                        check)));
        contenders.addAll(List.of(more));
        return Case.of(
                title,
                () -> {
                    Files.deleteIfExists(copy);
                    disk.empty();
                },
                List.of(source, copy),
                contenders.toArray(Contender[]::new));
    }

    private Check judged(String title, Check check) {
        return cost -> {
            String result = check.of(cost);
            if (!cost.isGood() || !result.startsWith("same") || result.contains("OWN")) {
                place.wrong(title + ": " + result);
            }
            return result;
        };
    }

    static Check same(Path source, Path copy) {
        return cost -> {
            if (!cost.isGood()) {
                return Contender.exit(cost);
            }
            return isSame(source, copy) ? "same" : "NOT THE SAME";
        };
    }

    private static boolean isSame(Path source, Path copy) throws IOException {
        return Files.exists(copy) && Files.mismatch(source, copy) < 0;
    }

    /** The sparse copy may cost one and a half times as much as cp, and a copy of nothing. */
    static double limit(Cost cp, Cost startUp) {
        return cp.processorSeconds() * 3 / 2 + startUp.processorSeconds();
    }
}
