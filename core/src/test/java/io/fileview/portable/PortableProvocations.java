package io.fileview.portable;

import io.fileview.Protection;
import io.fileview.errors.SystemError;
import io.fileview.messages.Provocation;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the exceptions of the JDK are turned into. They are those that this process really meets, with
 * the texts of its language.
 */
public final class PortableProvocations {
    private static final String FILE = "data.bin";
    private static final Place PLACE = Place.of(FILE, 4096, 8192);

    private PortableProvocations() {}

    private interface Call {
        Object run() throws IOException;
    }

    /** Returns them. */
    public static List<Provocation> in(Path directory) {
        List<Provocation> all = new ArrayList<>();
        met(directory).forEach((name, failure) -> add(all, directory, name, failure));
        for (SystemError error : SystemError.values()) {
            FileSystemException failure = new FileSystemException(FILE, null, error.text());
            add(all, directory, error + " by its text", failure);
        }
        add(all, directory, "EACCES", new AccessDeniedException(FILE));
        all.add(
                thrown(
                        "an entry that is missing",
                        ErrorTranslation.noEntry(
                                directory.resolve("entry"), new NoSuchFileException(FILE))));
        InternalError lost = new InternalError("a fault occurred in an unsafe memory access");
        all.add(thrown("a lost page", TransferErrors.toRead(PLACE, lost)));
        all.add(
                thrown(
                        "a hole on a full file system",
                        TransferErrors.noRoomToRead(PLACE, lost)));
        all.add(thrown("no room", TransferErrors.noRoom(FILE, 10, 100, 5)));
        all.add(
                thrown(
                        "a file that is mapped on Windows",
                        TransferErrors.mapped(FILE, 5, new IOException("The file is mapped"))));
        all.add(thrown("a file that shrank", TransferErrors.shrank(PLACE, 5)));
        all.add(thrown("a stale file", ErrorTranslation.copied(FILE)));
        all.add(
                thrown(
                        "no room for mappings",
                        MapErrors.tooManyMappings(
                                PLACE,
                                Protection.READ_ONLY,
                                new MappingRoom.Shortage(65530, 65000, 1000, true))));
        all.add(
                thrown(
                        "too many mappings",
                        MapErrors.toMap(
                                PLACE,
                                Protection.READ_ONLY,
                                new IOException("Map failed", new OutOfMemoryError()))));
        return all;
    }

    private static void add(
            List<Provocation> all, Path directory, String name, IOException failure) {
        Path entry = directory.resolve("entry");
        for (Protection protection : Protection.values()) {
            all.add(
                    thrown(
                            name + " when opened " + protection,
                            ErrorTranslation.toOpen(FILE, entry, protection, failure)));
        }
        all.add(
                thrown(
                        name + " when memory is made",
                        ErrorTranslation.toOpenMemory("memory", "/tmp", failure)));
        all.add(
                thrown(
                        name + " when a temporary file is made",
                        ErrorTranslation.toCreateTemporary(
                                FILE, Path.of("/tmp"), failure)));
        all.add(
                thrown(
                        name + " when opened again",
                        ErrorTranslation.toOpenAgain(FILE, failure)));
        if (failure instanceof FileSystemException refused) {
            all.add(
                    thrown(
                            name + " when opened to copy",
                            ErrorTranslation.toCopyOnWrite(FILE, refused)));
        }
        all.add(
                thrown(
                        name + " when extended",
                        TransferErrors.toExtend(FILE, 10, 100, 10, Long.MAX_VALUE, failure)));
        all.add(
                thrown(
                        name + " when written",
                        TransferErrors.toWrite(PLACE, Long.MAX_VALUE, failure)));
        all.add(thrown(name + " when read", TransferErrors.toRead(PLACE, failure)));
        all.add(
                thrown(
                        name + " of an entry",
                        ErrorTranslation.ofEntry(entry, "to look up this entry", failure)));
        all.add(
                thrown(
                        name + " when mapped",
                        MapErrors.toMap(PLACE, Protection.READ_ONLY, failure)));
        all.add(thrown(name + " when flushed", PortableFlush.failed(PLACE, failure, failure)));
    }

    /** What happens to this process when it does what cannot be done. */
    private static Map<String, IOException> met(Path directory) {
        Map<String, IOException> met = new LinkedHashMap<>();
        meet(met, "ENOSPC", () -> write(Path.of("/dev/full")));
        meet(met, "EIO", () -> open(Path.of("/proc/self/mem")).read(ByteBuffer.allocate(1), 0));
        meet(
                met,
                "EISDIR",
                () -> FileChannel.open(directory, StandardOpenOption.WRITE));
        meet(met, "ENOTDIR", () -> open(Path.of("/dev/null/entry")));
        meet(met, "ENOENT", () -> open(directory.resolve("missing")));
        meet(met, "ENODEV", () -> open(Path.of("/")).map(MapMode.READ_ONLY, 0, 1));
        meet(met, "EEXIST", () -> Files.createDirectory(directory));
        meet(met, "ENAMETOOLONG", () -> open(directory.resolve("n".repeat(300))));
        meet(met, "ETXTBSY or EACCES", () -> write(Path.of("/proc/self/exe")));
        meet(
                met,
                "ELOOP",
                () -> {
                    Path loop = directory.resolve("loop");
                    Files.deleteIfExists(loop);
                    Files.createSymbolicLink(loop, loop);
                    return open(loop);
                });
        meet(
                met,
                "EINVAL",
                () -> {
                    open(Path.of("/dev/null")).force(true);
                    return 0;
                });
        return met;
    }

    private static void meet(Map<String, IOException> met, String name, Call call) {
        try {
            call.run();
            met.put(name, new NoSuchFileException("not met: " + name));
        } catch (IOException failure) {
            met.put(name, failure);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static int write(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return file.write(ByteBuffer.allocate(1));
        }
    }

    private static Provocation thrown(String name, IOException failure) {
        return new Provocation(
                name,
                () -> {
                    throw failure;
                });
    }
}
