package io.fileview.win32;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The description of a named object, stored in the file of its name for other processes to read.
 *
 * @param type the type of the object
 * @param shape the attributes of a section; all 0 for another type
 * @param file the mapped file, or for memory the file that holds the bytes; empty for another type
 * @param memory true if the file only holds the bytes of a section of memory
 */
record ObjectRecord(
        KernelObject.Type type, SectionObject.Shape shape, String file, boolean memory) {
    private static final int VERSION = 0x46563031;
    private static final int LIMIT = 1 << 16;

    static ObjectRecord of(KernelObject.Type type) {
        return new ObjectRecord(type, new SectionObject.Shape(0, 0, 0), "", false);
    }

    void write(FileChannel channel) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(VERSION);
        out.writeUTF(type.name());
        out.writeLong(shape.size());
        out.writeInt(shape.protect());
        out.writeInt(shape.flags());
        out.writeUTF(file);
        out.writeBoolean(memory);
        channel.truncate(0);
        FileBytes.write(channel, ByteBuffer.wrap(bytes.toByteArray()), 0);
    }

    static ObjectRecord read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LIMIT, channel.size()));
        FileBytes.read(channel, buffer, 0);
        try (DataInputStream in =
                new DataInputStream(
                        new ByteArrayInputStream(buffer.array(), 0, buffer.position()))) {
            if (in.readInt() != VERSION) {
                throw new IOException(
                        "the file of the name was written by another version of the library; end the"
                                + " processes that use it");
            }
            KernelObject.Type type = KernelObject.Type.valueOf(in.readUTF());
            SectionObject.Shape shape =
                    new SectionObject.Shape(in.readLong(), in.readInt(), in.readInt());
            if (shape.size() < 0) {
                throw new IllegalArgumentException("negative size " + shape.size());
            }
            String file = Path.of(in.readUTF()).toString();
            return new ObjectRecord(type, shape, file, in.readBoolean());
        } catch (IllegalArgumentException e) {
            throw new IOException("the file of the name is damaged; close all handles of the name",
                    e);
        }
    }
}
