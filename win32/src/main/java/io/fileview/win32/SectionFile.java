package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a section, held open whatever happens to the handles. */
final class SectionFile {
    private final FileNode node;
    private final PlainFile bytes;
    private final boolean writable;
    private final boolean image;
    private final long size;
    private final @Nullable FileMapping mapping;

    private SectionFile(
            FileNode node,
            PlainFile bytes,
            boolean writable,
            boolean image,
            long size,
            @Nullable FileMapping mapping) {
        this.node = node;
        this.bytes = bytes;
        this.writable = writable;
        this.image = image;
        this.size = size;
        this.mapping = mapping;
    }

    /** Opens a data section; a writable one extends the file at once. Size 0 is the file's. */
    static SectionFile data(FileNode node, boolean writable, long wanted, Engine engine)
            throws IOException {
        synchronized (FileNode.LOCK) {
            Path path = node.pathOfSameFile();
            PlainFile bytes = PlainFile.open(path, writable);
            try {
                long fileSize = bytes.size();
                long size = wanted == 0 ? fileSize : wanted;
                if (size == 0) {
                    throw Status.MAPPED_FILE_SIZE_ZERO.failure();
                }
                if (size > fileSize && !writable) {
                    throw Status.SECTION_TOO_BIG.failure();
                }
                // The rest of the section's last page shows what the file has there.
                long mapped = Math.max(size, Math.min(AddressSpace.toPages(size), fileSize));
                FileMapping mapping =
                        engine.file(path)
                                .protection(writable ? Protection.READ_WRITE : Protection.READ_ONLY)
                                .size(mapped)
                                .open();
                SectionFile file =
                        new SectionFile(node, bytes, writable, false, size, mapping);
                node.add(file);
                return file;
            } catch (Throwable failure) {
                bytes.close();
                throw failure;
            }
        }
    }

    /** Opens the file of an image section, whose bytes are copied from it once. */
    static SectionFile image(FileNode node) throws IOException {
        synchronized (FileNode.LOCK) {
            PlainFile bytes = PlainFile.open(node.pathOfSameFile(), false);
            SectionFile file = new SectionFile(node, bytes, false, true, 0, null);
            node.add(file);
            return file;
        }
    }

    FileNode node() {
        return node;
    }

    PlainFile bytes() {
        return bytes;
    }

    boolean isWritable() {
        return writable;
    }

    boolean isImage() {
        return image;
    }

    long size() {
        return size;
    }

    @Nullable FileMapping mapping() {
        return mapping;
    }

    long sizeNow() throws IOException {
        return bytes.size();
    }

    /** Reads what lies after the part that is mapped: the file has grown, or the page's tail. */
    void readAfterMapped(long position, byte[] into, int from, int length) throws IOException {
        long fileSize = sizeNow();
        int inFile = Math.clamp(fileSize - position, 0, length);
        if (inFile > 0) {
            bytes.read(position, into, from, inFile);
        }
        if (inFile < length) {
            int at = (int) ((position + inFile) % AddressSpace.PAGE_SIZE);
            node.tail().read(fileSize, at, into, from + inFile, length - inFile);
        }
    }

    void writeAfterMapped(long position, byte[] source, int from, int length) throws IOException {
        long fileSize = sizeNow();
        int inFile = Math.clamp(fileSize - position, 0, length);
        if (inFile > 0) {
            bytes.write(position, source, from, inFile);
        }
        if (inFile < length) {
            int at = (int) ((position + inFile) % AddressSpace.PAGE_SIZE);
            node.tail().write(fileSize, at, source, from + inFile, length - inFile);
        }
    }

    void close() {
        synchronized (FileNode.LOCK) {
            node.remove(this);
            Closing.quietly(mapping);
            Closing.quietly(bytes);
        }
    }
}
