package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file of a section. It stays open until the section is destroyed, even without handles. */
final class SectionFile {
    private final FileControlBlock controlBlock;
    private final HostFile hostFile;
    private final boolean writable;
    private final boolean image;
    private final long size;
    private final @Nullable FileMapping mapping;

    private SectionFile(
            FileControlBlock controlBlock,
            HostFile hostFile,
            boolean writable,
            boolean image,
            long size,
            @Nullable FileMapping mapping) {
        this.controlBlock = controlBlock;
        this.hostFile = hostFile;
        this.writable = writable;
        this.image = image;
        this.size = size;
        this.mapping = mapping;
    }

    /**
     * Opens a data section. A writable one extends the file immediately. Size 0 means the file's.
     */
    static SectionFile data(FileControlBlock controlBlock, boolean writable, long wanted,
            EngineChoice engine)
            throws IOException {
        synchronized (FileControlBlock.LOCK) {
            Path path = controlBlock.pathOfSameFile();
            HostFile hostFile = HostFile.open(path, writable);
            try {
                long fileSize = hostFile.size();
                long size = wanted == 0 ? fileSize : wanted;
                if (size == 0) {
                    throw Status.MAPPED_FILE_SIZE_ZERO.failure();
                }
                if (size > fileSize && !writable) {
                    throw Status.SECTION_TOO_BIG.failure();
                }
                // The rest of the section's last page shows the bytes that the file has there.
                long mapped = Math.max(size, Math.min(AddressSpace.toPages(size), fileSize));
                FileMapping mapping =
                        engine.file(path)
                                .protection(writable ? Protection.READ_WRITE : Protection.READ_ONLY)
                                .size(mapped)
                                .open();
                SectionFile file =
                        new SectionFile(controlBlock, hostFile, writable, false, size, mapping);
                controlBlock.add(file);
                return file;
            } catch (Throwable failure) {
                hostFile.close();
                throw failure;
            }
        }
    }

    /** Opens the file of an image section, whose bytes are copied once, when it is created. */
    static SectionFile image(FileControlBlock controlBlock) throws IOException {
        synchronized (FileControlBlock.LOCK) {
            HostFile hostFile = HostFile.open(controlBlock.pathOfSameFile(), false);
            SectionFile file = new SectionFile(controlBlock, hostFile, false, true, 0, null);
            controlBlock.add(file);
            return file;
        }
    }

    FileControlBlock controlBlock() {
        return controlBlock;
    }

    HostFile hostFile() {
        return hostFile;
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
        return hostFile.size();
    }

    /**
     * Reads after the mapped part: bytes by which the file has grown, or the tail of its last page.
     */
    void readAfterMapped(long position, byte[] into, int from, int length) throws IOException {
        long fileSize = sizeNow();
        int inFile = Math.clamp(fileSize - position, 0, length);
        if (inFile > 0) {
            hostFile.read(position, into, from, inFile);
        }
        if (inFile < length) {
            int at = (int) ((position + inFile) % AddressSpace.PAGE_SIZE);
            controlBlock.tail().read(fileSize, at, into, from + inFile, length - inFile);
        }
    }

    void writeAfterMapped(long position, byte[] source, int from, int length) throws IOException {
        long fileSize = sizeNow();
        int inFile = Math.clamp(fileSize - position, 0, length);
        if (inFile > 0) {
            hostFile.write(position, source, from, inFile);
        }
        if (inFile < length) {
            int at = (int) ((position + inFile) % AddressSpace.PAGE_SIZE);
            controlBlock.tail().write(fileSize, at, source, from + inFile, length - inFile);
        }
    }

    void close() {
        synchronized (FileControlBlock.LOCK) {
            controlBlock.remove(this);
            Closing.quietly(mapping);
            Closing.quietly(hostFile);
        }
    }
}
