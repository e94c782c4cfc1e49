package io.fileview.win32;

import io.fileview.guarded.GuardedAccess;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The layout of a portable executable, after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/debug/pe-format">PE Format</a>. The file may be
 * malicious, so every number is checked before it is used. The image is not relocated, and cannot
 * be executed.
 */
final class PeImage {
    private static final int DOS_HEADER = 64;
    private static final int FILE_HEADER = 24;
    private static final int SECTION_HEADER = 40;
    private static final int PE32 = 0x10B;
    private static final int PE32_PLUS = 0x20B;
    private static final int CHUNK = 1 << 16;
    private static final int MAX_HEADERS = 1 << 20;
    private static final int CAN_EXECUTE = 0x20000000;
    private static final int CAN_WRITE = 0x80000000;

    private final long size;
    private final long headers;
    private final List<Part> parts = new ArrayList<>();
    private final boolean executable;

    /**
     * A section of the image.
     *
     * @param start its offset in memory
     * @param end the offset of the first page after it
     * @param fileOffset the offset of its bytes in the file
     * @param fileLength the number of these bytes
     * @param flags its characteristics, which contain the access rights
     */
    private record Part(long start, long end, long fileOffset, long fileLength, int flags) {}

    private PeImage(long size, long headers, boolean executable) {
        this.size = size;
        this.headers = headers;
        this.executable = executable;
    }

    static PeImage read(HostFile file, boolean executable) throws IOException {
        ByteBuffer dos = bytes(file, 0, DOS_HEADER);
        if (dos.getShort(0) != 0x5A4D) {
            throw Status.INVALID_IMAGE_NOT_MZ.failure();
        }
        long start = Integer.toUnsignedLong(dos.getInt(60));
        ByteBuffer header = bytes(file, start, FILE_HEADER + 64);
        require(header.getInt(0) == 0x4550);
        int sections = Short.toUnsignedInt(header.getShort(6));
        int optionalSize = Short.toUnsignedInt(header.getShort(20));
        int magic = header.getShort(FILE_HEADER);
        require((magic == PE32 || magic == PE32_PLUS) && optionalSize >= 64);
        long size = AddressSpace.toPages(Integer.toUnsignedLong(header.getInt(FILE_HEADER + 56)));
        long headers = Integer.toUnsignedLong(header.getInt(FILE_HEADER + 60));
        require(size > 0 && headers > 0 && headers <= Math.min(size, MAX_HEADERS));
        PeImage image = new PeImage(size, headers, executable);
        ByteBuffer table =
                bytes(file, start + FILE_HEADER + optionalSize, sections * SECTION_HEADER);
        for (int i = 0; i < sections; i++) {
            image.add(table.slice(i * SECTION_HEADER, SECTION_HEADER).order(table.order()));
        }
        return image;
    }

    private void add(ByteBuffer section) {
        long virtualSize = Integer.toUnsignedLong(section.getInt(8));
        long start = Integer.toUnsignedLong(section.getInt(12));
        long rawSize = Integer.toUnsignedLong(section.getInt(16));
        long raw = Integer.toUnsignedLong(section.getInt(20));
        long length = virtualSize == 0 ? rawSize : virtualSize;
        long end = AddressSpace.toPages(start + length);
        require(start % AddressSpace.PAGE_SIZE == 0 && end <= size);
        parts.add(new Part(start, end, raw, Math.min(rawSize, end - start), section.getInt(36)));
    }

    long size() {
        return size;
    }

    /** The initial protection of each page. */
    PageRuns protections() {
        PageRuns pages = new PageRuns(size / AddressSpace.PAGE_SIZE, WinNt.PAGE_NOACCESS);
        pages.set(0, AddressSpace.toPages(headers) / AddressSpace.PAGE_SIZE, WinNt.PAGE_READONLY);
        for (Part part : parts) {
            pages.set(
                    part.start() / AddressSpace.PAGE_SIZE,
                    part.end() / AddressSpace.PAGE_SIZE,
                    protection(part.flags()));
        }
        return pages;
    }

    private int protection(int flags) {
        boolean write = (flags & CAN_WRITE) != 0;
        if (executable && (flags & CAN_EXECUTE) != 0) {
            return write ? WinNt.PAGE_EXECUTE_WRITECOPY : WinNt.PAGE_EXECUTE_READ;
        }
        return write ? WinNt.PAGE_WRITECOPY : WinNt.PAGE_READONLY;
    }

    void copyTo(HostFile file, GuardedAccess memory) throws IOException {
        copy(file, 0, headers, memory, 0);
        for (Part part : parts) {
            copy(file, part.fileOffset(), part.fileLength(), memory, part.start());
        }
    }

    private static void copy(
            HostFile file, long from, long length, GuardedAccess memory, long to)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long done = 0;
        while (done < length) {
            int read = file.read(from + done, chunk, 0, (int) Math.min(CHUNK, length - done));
            if (read == 0) {
                return;
            }
            memory.copyFrom(to + done, chunk, 0, read);
            done += read;
        }
    }

    private static ByteBuffer bytes(HostFile file, long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        require(file.read(from, bytes, 0, length) == length);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void require(boolean plausible) {
        if (!plausible) {
            throw Status.INVALID_IMAGE_NOT_MZ.failure();
        }
    }
}
