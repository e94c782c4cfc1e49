package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A view alone holds its file. */
final class HeldOpenPromise implements Promise {
    private static final long LENGTH = 1 << 20;

    @Override
    public String words() {
        return "a view holds its file alone, and lets go of it when it is unmapped";
    }

    @Override
    public String deed() {
        return "mapped a view, closed the mapping, deleted the file if it was made for this, and"
                + " read the view";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        if (!stage.writable()) {
            return show(stage, false);
        }
        Path directory = stage.file().toAbsolutePath().getParent();
        try (ScratchFile scratch =
                ScratchFile.in(directory == null ? Path.of(".") : directory, LENGTH)) {
            return show(new Stage(scratch.path(), true, LENGTH, stage.engine()), true);
        }
    }

    private static Seen show(Stage stage, boolean delete) throws IOException {
        FileId id = FileId.of(stage.file());
        Held before = Held.now(id);
        MemorySegment expected;
        View view;
        try (FileMapping mapping = stage.open(Protection.READ_ONLY)) {
            view = mapping.map(0, stage.atMost(LENGTH));
        }
        boolean readable;
        Held held;
        try (view) {
            try (FileMapping another = stage.open(Protection.READ_ONLY);
                    View same = another.map(0, view.length())) {
                expected = MemorySegment.ofArray(same.segment().toArray(ValueLayout.JAVA_BYTE));
            }
            if (delete) {
                Files.delete(stage.file());
            }
            readable = view.segment().mismatch(expected) < 0;
            held = Held.now(id);
        }
        Held after = Held.now(id);
        String bytes =
                (readable ? "all " : "NOT all ")
                        + Amount.count(view.length(), "byte")
                        + " readable with the mapping closed"
                        + (delete ? " and the file deleted" : "");
        if (before == null || held == null || after == null) {
            return Seen.of(readable, bytes + "; there is no /proc to show what is open");
        }
        return Seen.of(
                readable
                        && held.mappings() > before.mappings()
                        && after.descriptors() == before.descriptors()
                        && after.mappings() == before.mappings(),
                bytes
                        + "; before → after the unmap: descriptors "
                        + held.descriptors()
                        + " → "
                        + after.descriptors()
                        + ", mapped ranges "
                        + held.mappings()
                        + " → "
                        + after.mappings());
    }

    /**
     * What this process has of a file.
     *
     * @param descriptors open descriptors
     * @param mappings mapped ranges
     */
    private record Held(int descriptors, int mappings) {
        static @Nullable Held now(@Nullable FileId file) throws IOException {
            Path self = Path.of("/proc/self");
            if (file == null || !Files.exists(self)) {
                return null;
            }
            int mappings = 0;
            for (MapsLine line : MapsLine.parse(Files.readAllBytes(self.resolve("maps")))) {
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

        /** Where the system makes device numbers up, maps may show another one. */
        private static boolean isOf(MapsLine line, FileId file) {
            return line.file().inode() == file.inode()
                    && (file.deviceIsMadeUp() || line.file().device() == file.device());
        }

        private static boolean isSame(Path descriptor, FileId file) {
            try {
                return file.equals(FileId.of(descriptor));
            } catch (IOException e) {
                return false; // the one that the listing itself was read with
            }
        }
    }
}
