package io.fileview.testing;

import static io.fileview.testing.Interposed.call;

import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.WritebackRepair;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can lose its power: an engine that keeps, of each file that is written at positions,
 * what a flush has made durable, and what may or may not be on the disk, in pieces of 4096 bytes.
 * Operations can be made to fail, and to leave behind what a kernel leaves: pages that it calls
 * clean.
 */
public final class CutDisk {
    private static final int PIECE = 4096;

    /** What happens before an operation on a file; an exception is what the operation throws. */
    public interface Fault {
        void before(int operation, String what) throws IOException;
    }

    /** The power goes: nothing that comes after it happens. */
    public static final class PowerCut extends Error {
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

    /** Whose names have been removed; Windows shows a name until the last handle of the file is closed. */
    private final Set<Path> removed = new HashSet<>();

    private Fault fault = (operation, what) -> {};
    private int operations;
    private boolean powerIsGone;

    public CutDisk(Path file, long seed) throws IOException {
        this.real = EngineUnderTest.engine();
        this.random = new SplittableRandom(seed);
        adopt(file);
    }

    /** Takes a file up that is there, durable, if it is. */
    public void adopt(Path file) throws IOException {
        if (TestFiles.exists(file)) {
            Image image = new Image();
            image.durable = TestFiles.readAllBytes(file);
            image.entryDurable = true;
            images.put(TestFiles.toRealPath(file), image);
        }
    }

    /** The engine to open files with. */
    public Engine engine() {
        return Interposed.of(
                Engine.class,
                (method, arguments) -> {
                    Object result = call(real, method, arguments);
                    if (result instanceof Engine.Entry entry) {
                        return new Engine.Entry(recorded(entry.directory()), entry.name());
                    }
                    return result instanceof EngineFile file
                            ? recorded(((FileLocation) arguments[0]).path().orElseThrow(), file)
                            : result;
                });
    }

    private Directory recorded(Directory directory) {
        return Interposed.of(
                Directory.class,
                (method, arguments) -> {
                    if (method.getName().equals("flush")) {
                        operation("flushEntry");
                        flushEntries();
                    }
                    Object result = call(directory, method, arguments);
                    if (method.getName().equals("remove")) {
                        removed.add(
                                directory.locationOf((String) arguments[0]).path().orElseThrow());
                    }
                    return result instanceof EngineFile file && method.getName().equals("open")
                            ? recorded(
                                    directory.locationOf((String) arguments[0]).path()
                                            .orElseThrow(),
                                    file)
                            : result;
                });
    }

    public void setFault(Fault newFault) {
        this.fault = newFault;
    }

    public int operations() {
        return operations;
    }

    /** From now on nothing can be done any more. */
    public PowerCut cutPower() {
        powerIsGone = true;
        return new PowerCut();
    }

    /** Writes what may be found on the disk after a power cut now. */
    public void writeTo(Path directory) throws IOException {
        for (Map.Entry<Path, Image> entry : images.entrySet()) {
            Image image = entry.getValue();
            boolean maybe = !image.entryDurable || isGone(entry.getKey());
            if (!maybe || random.nextBoolean()) {
                TestFiles.write(
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

    private void flushEntries() {
        images.keySet().removeIf(this::isGone);
        images.values().forEach(image -> image.entryDurable = true);
    }

    private boolean isGone(Path path) {
        return removed.contains(path) || !TestFiles.exists(path);
    }

    private EngineFile recorded(Path path, EngineFile file) {
        if (path.toString().endsWith("-lock")) {
            return file;
        }
        removed.remove(path);
        images.computeIfAbsent(path, any -> new Image());
        return Interposed.of(
                EngineFile.class,
                (method, arguments) -> {
                    switch (method.getName()) {
                        case "write" ->
                            write(path, (MemorySegment) arguments[0], (long) arguments[1]);
                        case "extend" -> {
                            if ((long) arguments[0] > file.size()) {
                                resize(path, (long) arguments[0]);
                            }
                        }
                        case "truncate" -> resize(path, (long) arguments[0]);
                        case "flush" -> flush(path, file.created());
                        default -> {}
                    }
                    Object result = call(file, method, arguments);
                    return method.getName().equals("writebackRepair")
                            ? Interposed.inside(
                                    result, WritebackRepair.class, CutDisk::keepingWhatItWasGiven)
                            : result;
                });
    }

    private static WritebackRepair keepingWhatItWasGiven(WritebackRepair real) {
        return Interposed.of(
                WritebackRepair.class,
                (method, arguments) -> method.getName().equals("notOnDisk")
                        ? List.of()
                        : call(real, method, arguments));
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

    /** A new size, as far as the call succeeds. */
    private void resize(Path path, long size) throws IOException {
        operation(nameOf(path) + " resize");
        images.get(path).pending.add(new Write(size, null));
    }

    /**
     * After a flush that failed, what was not written never will be, unless it is written again. A
     * flush of a new file makes its entry durable, too.
     */
    private void flush(Path path, boolean created) throws IOException {
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
        image.entryDurable |= created;
    }
}
