package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.portable.PortableEngine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Disk;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The portable engine marks pages of a hole as dirty, for which the disk has no blocks left. */
class RepairOnAFullDiskTest {
    private static final int SIZE = 64 * 4096;

    @TempDir
    Path directory;

    @Test
    @NeedsKernel("fills a mounted disk")
    void itIsRefusedAndTheJvmLives() throws Exception {
        Path image = directory.resolve("image");
        Files.write(image, new byte[16 << 20]);
        try (Disk disk = Disk.inFile(directory.resolve("disk"), image)) {
            Path file = disk.root().resolve("sparse");
            assertThat(ChildJvm.of(Marker.class, file).option("-Xint").run())
                    .contains("DiskFullException", file.toString(), "free disk space");
        }
    }

    /** In a JVM of its own, which ends if it meets the signal. */
    static final class Marker {
        private Marker() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(SIZE);
            }
            OpenRequest request =
                    new OpenRequest(Protection.READ_WRITE, OpenRequest.Creation.EXISTING, false);
            try (EngineFile opened = new PortableEngine().open(FileLocation.of(file), request)) {
                System.out.println(Files.readAllBytes(file).length + " bytes are cached");
                fill(file.resolveSibling("filler"));
                opened.writebackRepair().orElseThrow().dirtyAgain(new ByteRange(0, SIZE));
                System.out.println("marked");
            } catch (DiskFullException e) {
                System.out.println(e);
            }
        }

        private static void fill(Path filler) throws IOException {
            byte[] block = new byte[4096];
            try (OutputStream out = Files.newOutputStream(filler)) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException full) {
                System.out.println(full.getMessage());
            }
        }
    }
}
