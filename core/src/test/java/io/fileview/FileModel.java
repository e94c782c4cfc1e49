package io.fileview;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file, or memory, must contain byte for byte, and who has it open. */
final class FileModel {
    final String name;
    final @Nullable Path path;
    final List<Opened> mappings = new ArrayList<>();
    final List<ViewModel> views = new ArrayList<>();
    private byte[] bytes;

    /** An open mapping: its size is its own, whatever others do to the file. */
    static final class Opened {
        final FileModel file;
        final FileMapping mapping;
        int size;

        Opened(FileModel file, FileMapping mapping, int size) {
            this.file = file;
            this.mapping = mapping;
            this.size = size;
        }

        /** What mapping a range up to here must be refused with; null where it must work. */
        @Nullable Class<? extends Exception> refusalOf(long end) {
            if (end > size) {
                return BeyondEndException.class;
            }
            return end > file.size() ? FileShrankException.class : null;
        }

        @Override
        public String toString() {
            return mapping.protection() + " mapping of " + file.name + " [" + size + "]";
        }
    }

    FileModel(String name, @Nullable Path path, byte[] bytes) {
        this.name = name;
        this.path = path;
        this.bytes = bytes;
    }

    boolean isMemory() {
        return path == null;
    }

    int size() {
        return bytes.length;
    }

    void resize(int size) {
        bytes = Arrays.copyOf(bytes, size);
    }

    /** Bytes of the file; after its end zeros, as in the rest of its last page. */
    byte[] read(int offset, int length) {
        return offset >= bytes.length
                ? new byte[length]
                : Arrays.copyOfRange(bytes, offset, offset + length);
    }

    void write(int offset, byte[] data) {
        System.arraycopy(data, 0, bytes, offset, data.length);
    }
}
