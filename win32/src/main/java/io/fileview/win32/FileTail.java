package io.fileview.win32;

import java.util.Arrays;

/**
 * The bytes of a file's last page after its end. All shared views see them, they start as zeros, and
 * nobody stores them; when the file gets another size they are gone.
 */
final class FileTail {
    private final byte[] bytes = new byte[AddressSpace.PAGE_SIZE];
    private long fileSize = -1;

    synchronized void read(long size, int at, byte[] into, int from, int length) {
        belongTo(size);
        System.arraycopy(bytes, at, into, from, length);
    }

    synchronized void write(long size, int at, byte[] source, int from, int length) {
        belongTo(size);
        System.arraycopy(source, from, bytes, at, length);
    }

    private void belongTo(long size) {
        if (fileSize != size) {
            Arrays.fill(bytes, (byte) 0);
            fileSize = size;
        }
    }
}
