package io.fileview.win32;

import java.util.Arrays;

/**
 * The bytes after the end of the file in its last page. They are initially zero and visible to all
 * shared views, are never written to the file, and are lost when the size of the file changes.
 */
final class FileTail {
    private final byte[] bytes = new byte[AddressSpace.PAGE_SIZE];
    private long fileSize = -1;

    synchronized void read(long size, int at, byte[] into, int from, int length) {
        resetIfResized(size);
        System.arraycopy(bytes, at, into, from, length);
    }

    synchronized void write(long size, int at, byte[] source, int from, int length) {
        resetIfResized(size);
        System.arraycopy(source, from, bytes, at, length);
    }

    private void resetIfResized(long size) {
        if (fileSize != size) {
            Arrays.fill(bytes, (byte) 0);
            fileSize = size;
        }
    }
}
