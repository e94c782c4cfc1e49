package io.fileview.win32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A portable executable with one page of headers, one of code and one of data. */
final class SampleImage {
    static final int SIZE = 3 * 4096;

    private SampleImage() {}

    static byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(3 * 512).order(ByteOrder.LITTLE_ENDIAN);
        file.putShort(0, (short) 0x5A4D);
        file.putInt(60, 64);
        file.putInt(64, 0x4550);
        file.putShort(68, (short) 0x8664);
        file.putShort(70, (short) 2);
        file.putShort(84, (short) 240);
        file.putShort(86, (short) 0x22);
        file.putShort(88, (short) 0x20B);
        file.putInt(88 + 32, 4096);
        file.putInt(88 + 36, 512);
        file.putInt(88 + 56, SIZE);
        file.putInt(88 + 60, 512);
        section(file, 88 + 240, 4096, 512, 0x60000020);
        section(file, 88 + 280, 8192, 1024, 0xC0000040);
        file.put(512, (byte) 0xC3);
        file.put(1024, (byte) 0xDA);
        return file.array();
    }

    private static void section(ByteBuffer file, int at, int memory, int raw, int flags) {
        file.putInt(at + 8, 4096);
        file.putInt(at + 12, memory);
        file.putInt(at + 16, 512);
        file.putInt(at + 20, raw);
        file.putInt(at + 36, flags);
    }
}
