package io.fileview;

import io.fileview.spi.Engine;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can lose its power: an engine that keeps, of each file that is written at positions, what
 * a flush has made durable, and what may or may not be on the disk, in pieces of 4096 bytes. Operations
 * can be made to fail, and to leave behind what a kernel leaves: pages that it calls clean.
 */
final class CutDisk {
    private static final int PIECE = 4096;

    /** What happens before an operation on a file; an exception is what the operation throws. */
    interface Fault {
        void before(int operation, String what) throws IOException;
    }

    /** The power goes: nothing that comes after it happens. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Bytes that the kernel has and the disk may have; without bytes, a new size. */
    private static final class Write {
        private final long position;
        private final byte @Nullable [] bytes;

        Write(long position, byte @Nullable [] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    /** One file as the disk has it. */
    private static final class Image {
        private byte[] durable = new byte[0];
        private final List<Write> pending = new ArrayList<>();
        private boolean entryDurable;

        byte[] cut(SplittableRandom random) {
            int mode = random.nextInt(3);
            byte[] bytes = durable.clone();
            for (Write write : pending) {
                if (mode == 1 || (mode == 2 && random.nextBoolean())) {
                    bytes = applied(bytes, write);
                }
            }
            return bytes;
        }

        static byte[] applied(byte[] bytes, Write write) {
            if (write.bytes == null) {
                return Arrays.copyOf(bytes, (int) write.position);
            }
            long end = write.position + write.bytes.length;
            byte[] grown = end > bytes.length ? Arrays.copyOf(bytes, (int) end) : bytes;
            System.arraycopy(write.bytes, 0, grown, (int) write.position, write.bytes.length);
            return grown;
        }
    }

    private final Engine real;
    private final SplittableRandom random;
    private final Map<Path, Image> images = new HashMap<>();
    private Fault fault = (operation, what) -> {};
    private int operations;
    private boolean powerIsGone;

    CutDisk(Path file, long seed) throws IOException {
        this.real = Engines.choose(EngineUnderTest.name());
        this.random = new SplittableRandom(seed);
        adopt(file);
    }

    /** Takes a file up that is there, durable, if it is. */
    void adopt(Path file) throws IOException {
        if (Files.exists(file)) {
            Image image = new Image();
            image.durable = Files.readAllBytes(file);
            image.entryDurable = true;
            images.put(file.toRealPath(), image);
        }
    }

    /** The engine to open files with. */
    Engine engine() {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(),
                new Class<?>[] {Engine.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("flushEntry")) {
                        operation("flushEntry");
                        flushEntry((Path) arguments[0]);
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof OpenFile file
                                ? recorded((Path) arguments[0], file)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void setFault(Fault newFault) {
        this.fault = newFault;
    }

    int operations() {
        return operations;
    }

    /** From now on nothing can be done any more. */
    PowerCut cutPower() {
        powerIsGone = true;
        return new PowerCut();
    }

    /** Writes what may be found on the disk after a power cut now. */
    void writeTo(Path directory) throws IOException {
        for (Map.Entry<Path, Image> entry : images.entrySet()) {
            Image image = entry.getValue();
            boolean maybe = !image.entryDurable || !Files.exists(entry.getKey());
            if (!maybe || random.nextBoolean()) {
                Files.write(
                        directory.resolve(entry.getKey().getFileName()), image.cut(random));
            }
        }
    }

    private void operation(String what) throws IOException {
        if (powerIsGone) {
            throw new PowerCut();
        }
        fault.before(operations++, what);
    }

    private void flushEntry(Path path) {
        if (!Files.exists(path)) {
            images.remove(path);
        } else if (images.containsKey(path)) {
            images.get(path).entryDurable = true;
        }
    }

    private OpenFile recorded(Path path, OpenFile file) {
        if (path.toString().endsWith("-lock")) {
            return file;
        }
        images.computeIfAbsent(path, any -> new Image());
        return (OpenFile) Proxy.newProxyInstance(
                OpenFile.class.getClassLoader(),
                new Class<?>[] {OpenFile.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write" ->
                            write(path, (MemorySegment) arguments[0], (long) arguments[1]);
                        case "flush" -> flush(path);
                        case "notOnDisk" -> {
                            return List.of(); // This disk keeps what it was given with success.
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(file, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static String nameOf(Path path) {
        return path.toString().endsWith("-journal") ? "journal" : "file";
    }

    /** A write that fails may have written a part. */
    private void write(Path path, MemorySegment from, long position) throws IOException {
        List<Write> pieces = new ArrayList<>();
        for (long done = 0; done < from.byteSize();) {
            long at = position + done;
            long length = Math.min(from.byteSize() - done, PIECE - at % PIECE);
            pieces.add(
                    new Write(
                            at,
                            from.asSlice(done, length).toArray(ValueLayout.JAVA_BYTE)));
            done += length;
        }
        List<Write> pending = images.get(path).pending;
        try {
            operation(nameOf(path) + " write");
        } catch (Throwable failure) {
            pending.addAll(pieces.subList(0, random.nextInt(pieces.size() + 1)));
            throw failure;
        }
        pending.addAll(pieces);
    }

    /** After a flush that failed, what was not written never will be, unless it is written again. */
    private void flush(Path path) throws IOException {
        Image image = images.get(path);
        try {
            operation(nameOf(path) + " flush");
        } catch (IOException failure) {
            image.durable = image.cut(random);
            image.pending.clear();
            throw failure;
        }
        for (Write write : image.pending) {
            image.durable = Image.applied(image.durable, write);
        }
        image.pending.clear();
    }
}
