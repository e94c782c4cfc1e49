package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A view keeps its file open without the mapping. */
final class HeldOpenPromise implements Promise {
    private static final long LENGTH = 1 << 20;

    @Override
    public String statement() {
        return "a view keeps its file open until it is unmapped, even if the mapping is closed";
    }

    @Override
    public String action() {
        return Platform.WINDOWS
                ? "mapped a view, closed the mapping, read the view, and unmapped it; shrank and deleted"
                        + " the file if it was a temporary one"
                : "mapped a view, closed the mapping, deleted the file if it was a temporary one, and"
                        + " read the view";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (!target.writable()) {
            return show(target, false);
        }
        try (ScratchFile scratch = ScratchFile.in(target.directory(), LENGTH)) {
            DemoTarget own = new DemoTarget(scratch.path(), true, LENGTH, target.engine());
            return Platform.WINDOWS ? showOnWindows(own) : show(own, true);
        }
    }

    /** Windows refuses to shrink a file that has views, and may refuse to delete it. */
    private static Observation showOnWindows(DemoTarget target) throws IOException {
        View view;
        try (FileMapping mapping = target.open(Protection.READ_ONLY)) {
            view = mapping.map();
        }
        boolean readable;
        boolean shrankBefore;
        try (view) {
            byte[] bytes = Files.readAllBytes(target.file());
            readable = view.guarded().mismatch(0, MemorySegment.ofArray(bytes)) < 0;
            shrankBefore = shrink(target.file());
        }
        boolean shrankAfter = shrink(target.file());
        Files.delete(target.file());
        return Observation.of(
                readable && !shrankBefore && shrankAfter,
                (readable ? "all " : "NOT all ")
                        + Amount.count(view.length(), "byte")
                        + " readable with the mapping closed; shrinking the file was "
                        + (shrankBefore ? "NOT refused" : "refused")
                        + " before the view was unmapped, and "
                        + (shrankAfter ? "worked" : "FAILED")
                        + " right after it; then the file was deleted");
    }

    /** By the JDK alone, as another program would. */
    private static boolean shrink(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1);
            return true;
        } catch (FileSystemException denied) {
            throw denied; // by open
        } catch (IOException refused) {
            return false;
        }
    }

    private static Observation show(DemoTarget target, boolean delete) throws IOException {
        FileId id = FileId.of(target.file());
        Held before = Held.now(id);
        MemorySegment expected;
        View view;
        try (FileMapping mapping = target.open(Protection.READ_ONLY)) {
            view = mapping.map(0, target.atMost(LENGTH));
        }
        boolean readable;
        Held held;
        try (view) {
            try (FileMapping another = target.open(Protection.READ_ONLY);
                    View same = another.map(0, view.length())) {
                byte[] bytes = new byte[Math.toIntExact(same.length())];
                same.guarded().copyTo(0, bytes, 0, bytes.length);
                expected = MemorySegment.ofArray(bytes);
            }
            if (delete) {
                Files.delete(target.file());
            }
            readable = view.guarded().mismatch(0, expected) < 0;
            held = Held.now(id);
        }
        Held after = Held.now(id);
        String bytes =
                (readable ? "all " : "NOT all ")
                        + Amount.count(view.length(), "byte")
                        + " readable with the mapping closed"
                        + (delete ? " and the file deleted" : "");
        if (before == null || held == null || after == null) {
            return Observation.of(
                    readable,
                    bytes
                            + (Platform.WINDOWS
                                    ? "; this command changes only files of its own, so it does not"
                                            + " show that Windows refuses to shrink it"
                                    : "; without /proc the open descriptors are unknown"));
        }
        return Observation.of(
                readable
                        && held.mappings() > before.mappings()
                        && after.descriptors() == before.descriptors()
                        && after.mappings() == before.mappings(),
                bytes
                        + "; on unmapping: open descriptors "
                        + held.descriptors()
                        + " → "
                        + after.descriptors()
                        + ", mapped ranges "
                        + held.mappings()
                        + " → "
                        + after.mappings());
    }

    /**
     * What this process holds of a file.
     *
     * @param descriptors open file descriptors
     * @param mappings mapped ranges
     */
    private record Held(int descriptors, int mappings) {
        static @Nullable Held now(@Nullable FileId file) throws IOException {
            Path self = Path.of("/proc/self");
            if (file == null || !Files.exists(self)) {
                return null;
            }
            int mappings = 0;
            for (MapsLine line : MapsLine.parse(Files.readAllBytes(self.resolve("maps")))
                    .lines()) {
                if (isOf(line, file)) {
                    mappings++;
                }
            }
            int descriptors = 0;
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(self.resolve("fd"))) {
                for (Path entry : entries) {
                    if (isSame(entry, file)) {
                        descriptors++;
                    }
                }
            }
            return new Held(descriptors, mappings);
        }

        /** If device numbers are synthetic, {@code maps} may show a different one. */
        private static boolean isOf(MapsLine line, FileId file) {
            return line.file().inode() == file.inode()
                    && (file.hasSyntheticDevice() || line.file().device() == file.device());
        }

        private static boolean isSame(Path descriptor, FileId file) {
            try {
                return file.equals(FileId.of(descriptor));
            } catch (IOException e) {
                return false; // the descriptor of the listing itself, which has been closed
            }
        }
    }
}
