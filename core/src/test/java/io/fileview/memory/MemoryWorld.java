package io.fileview.memory;

import io.fileview.Protection;
import io.fileview.contract.AttributeContract;
import io.fileview.contract.CopyContract;
import io.fileview.contract.DirectoryContract;
import io.fileview.contract.FileContract;
import io.fileview.contract.LockContract;
import io.fileview.contract.MappingContract;
import io.fileview.contract.PlantedEntriesContract;
import io.fileview.contract.StatusContract;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The memory engine keeps the contract of all engines. */
@Timeout(60)
abstract class MemoryWorld
        implements FileContract,
        DirectoryContract,
        LockContract,
        MappingContract,
        CopyContract,
        AttributeContract,
        StatusContract,
        PlantedEntriesContract {
    private static final Path DIRECTORY = Path.of("/world/of/the/test").toAbsolutePath();

    private final MemoryFileSystem files;

    MemoryWorld(Options options) {
        files = new MemoryFileSystem(options);
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        files.others().createDirectories(DIRECTORY);
    }

    MemoryFileSystem files() {
        return files;
    }

    static Path path(String name) {
        return DIRECTORY.resolve(name);
    }

    @Override
    public Engine engine() {
        return files.engine();
    }

    @Override
    public FileLocation at(String name) {
        return FileLocation.of(path(name));
    }

    @Override
    public Outside outside() {
        OtherProgram others = files.others();
        return new Outside() {
            @Override
            public void write(String name, byte[] bytes) throws IOException {
                others.write(path(name), bytes);
            }

            @Override
            public byte[] read(String name) throws IOException {
                return others.read(path(name));
            }

            @Override
            public void truncate(String name, long size) throws IOException {
                others.truncate(path(name), size);
            }

            @Override
            public boolean exists(String name) {
                return others.exists(path(name));
            }

            @Override
            public void delete(String name) throws IOException {
                others.delete(path(name));
            }

            @Override
            public void rename(String from, String to) throws IOException {
                others.rename(path(from), path(to));
            }

            @Override
            public void link(String name, String file) throws IOException {
                others.link(path(name), path(file));
            }

            @Override
            public void symlink(String name, String target) throws IOException {
                others.symlink(path(name), Path.of(target));
            }

            @Override
            public void createDirectory(String name) throws IOException {
                others.createDirectories(path(name));
            }

            @Override
            public void copyAll(String from, String to) throws IOException {
                files.administrator().copyAll(path(from), path(to));
            }

            @Override
            public void chmod(String name, int permissions) throws IOException {
                files.administrator().chmod(path(name), permissions);
            }

            @Override
            public boolean chown(String name, int owner, int group) throws IOException {
                files.administrator()
                        .chown(path(name), Integer.toString(owner), Integer.toString(group));
                return true;
            }

            @Override
            public boolean makePipe(String name) throws IOException {
                files.administrator().makeSpecial(path(name), "a pipe");
                return true;
            }

            @Override
            public boolean makeDevice(String name) throws IOException {
                files.administrator().makeSpecial(path(name), "a character device");
                return true;
            }

            @Override
            public boolean isLocked(String name, long position) throws IOException {
                try (EngineFile file =
                        engine().open(at(name), OpenRequest.existing(Protection.READ_WRITE))) {
                    return !file.lock(position, false, Duration.ZERO);
                }
            }

            @Override
            public int count(String directory) throws IOException {
                return others.list(path(directory)).size();
            }
        };
    }
}
