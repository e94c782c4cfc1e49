package io.fileview.labs.windows;

import static io.fileview.labs.windows.RealProgram.NONE;
import static io.fileview.labs.windows.RealProgram.open;
import static io.fileview.labs.windows.RealProgram.require;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.DiskFullException;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.Snapshot;
import io.fileview.labs.common.CannotRunException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What volumes do: holes, clones, a full disk, a share. */
final class VolumeChecks {
    private static final long LARGE = 256L << 20;
    private static final long LOWER = 0xFFFF_FFFFL;
    private static final int PAGE = 4096;
    private static final long MOST_TO_FILL = 1L << 30;

    private final RealProgram program;
    private final Path directory;

    VolumeChecks(RealProgram program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    void run(String refs, String small, String share) throws IOException {
        program.promiseFakedByWine("a sparse file takes no space for its holes", this::sparse);
        program.promiseFakedByWine("a dense file takes all of its space at once", this::dense);
        program.promiseFakedByWine(
                "a snapshot on ReFS shares the blocks of the file",
                () -> cloned(needed(refs, "ReFS volume")));
        program.promiseFakedByWine(
                "a full disk is refused when a file grows, and leaves nothing",
                () -> full(needed(small, "small volume")));
        program.promiseFakedByWine(
                "files on a share are mapped, flushed and committed",
                () -> shared(needed(share, "network share")));
        program.promiseFakedByWine(
                "a file on a share is the same by both of its names",
                () -> same(needed(share, "network share")));
    }

    private static Path needed(String argument, String what) throws CannotRunException {
        if (argument.equals(NONE)) {
            throw new CannotRunException(
                    "there is no " + what + "; run real.cmd as an administrator, who can make one");
        }
        return Path.of(argument);
    }

    /** The bytes that a file takes on its volume. */
    private static long allocated(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment high = arena.allocate(4);
            long low =
                    WindowsCalls.call(
                            "kernel32",
                            "GetCompressedFileSizeW",
                            WindowsCalls.wide(file.toAbsolutePath().toString(), arena).address(),
                            high.address());
            return (low & LOWER)
                    | (high.get(java.lang.foreign.ValueLayout.JAVA_INT, 0) & LOWER) << Integer.SIZE;
        }
    }

    private String sparse() throws IOException {
        Path file = directory.resolve("sparse");
        Files.deleteIfExists(file);
        try (FileMapping mapping =
                FileMapping.builder(file).engine("windows").protection(Protection.READ_WRITE)
                        .createNew().size(LARGE).sparse().open()) {
            long place = LARGE / 2 + 5L * PAGE;
            try (View view = mapping.map(place, PAGE)) {
                view.segment().set(JAVA_BYTE, 0, (byte) 1);
                view.flush(Durability.DEVICE);
            }
            long data = mapping.nextData(0);
            require(data > 0 && data <= place,
                    "the first data is said to be at " + data + ", not near " + place);
            long taken = allocated(file);
            require(taken < LARGE / 16, LARGE + " bytes take " + taken);
            return LARGE + " bytes take " + taken + ", the first data is at " + data;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private String dense() throws IOException {
        Path file = directory.resolve("dense");
        Files.deleteIfExists(file);
        try (FileMapping mapping = RealProgram.create(file, LARGE)) {
            long taken = allocated(file);
            require(taken >= LARGE, LARGE + " bytes take " + taken);
            return mapping.size() + " bytes take " + taken;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String cloned(Path refs) throws IOException {
        String type = Files.getFileStore(refs).type();
        if (!type.equalsIgnoreCase("ReFS")) {
            throw new CannotRunException(refs + " is on " + type + ", not on ReFS");
        }
        Path file = refs.resolve("cloned");
        Files.deleteIfExists(file);
        RealProgram.create(file, LARGE).close();
        MappedFileChecks.replaceContent(file, (byte) 9);
        long before = Files.getFileStore(file).getUsableSpace();
        try (CommitMapping mapping = CommitMapping.open(file);
                Snapshot snapshot = mapping.snapshot()) {
            long taken = before - Files.getFileStore(file).getUsableSpace();
            require(snapshot.isCloned(), "the snapshot is a copy");
            require(taken < LARGE / 4, "the snapshot of " + LARGE + " bytes takes " + taken);
            return "the snapshot of " + LARGE + " bytes takes " + taken;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String full(Path small) throws IOException {
        Path file = small.resolve("full");
        Files.deleteIfExists(file);
        long total = Files.getFileStore(small).getTotalSpace();
        if (total > MOST_TO_FILL) { // where the small disk was not mounted, this is the disk of the user
            throw new CannotRunException(
                    small + " is on a volume of " + total + " bytes, which is not to be filled");
        }
        long free = Files.getFileStore(small).getUsableSpace();
        try (FileMapping mapping = RealProgram.create(file, PAGE)) {
            mapping.grow(2 * free + PAGE);
            throw new RealProgram.BrokenPromiseException(
                    mapping.size() + " bytes fit where " + free + " were free");
        } catch (DiskFullException e) {
            require(Files.size(file) == PAGE,
                    "the file was left with " + Files.size(file) + " bytes");
            return String.valueOf(e.getMessage());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String shared(Path share) throws IOException {
        Path file = share.resolve("shared");
        Files.deleteIfExists(file);
        RealProgram.create(file, 64L * PAGE).close();
        MappedFileChecks.replaceContent(file, (byte) 4);
        require(Files.readAllBytes(file)[PAGE] == 4, "the file does not have what was written");
        try (CommitMapping mapping = CommitMapping.open(file);
                View view = mapping.map()) {
            view.segment().fill((byte) 6);
            mapping.commit();
        }
        require(Files.readAllBytes(file)[PAGE] == 6, "the file does not have what was committed");
        Files.delete(file);
        try (Stream<Path> left = Files.list(share)) {
            List<Path> files = left.toList();
            require(files.isEmpty(), "left over: " + files);
        }
        return "as on a local disk";
    }

    private static String same(Path share) throws IOException {
        Path file = share.resolve("same");
        Files.deleteIfExists(file);
        Path other = share.resolve("SAME");
        try (FileMapping first = RealProgram.create(file, PAGE);
                FileMapping second = open(other, Protection.READ_WRITE);
                View view = second.map()) {
            require(view.writesTo(first), file + " and " + other + " are taken for two files");
            return "as one file";
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
