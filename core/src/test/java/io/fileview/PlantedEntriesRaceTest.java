package io.fileview;

import static io.fileview.testing.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another program exchanges an entry between the looks that an engine takes at it. */
@Timeout(120)
@NeedsKernel("races with what is planted in a directory of the kernel")
class PlantedEntriesRaceTest {
    private static final int OPENINGS = 30_000;

    @TempDir
    Path directory;

    @Test
    void anEntryThatIsExchangedIsNeverALinkAPipeOrADevice() throws Exception {
        TestFiles.createSymbolicLink(directory.resolve("probe"), directory); // in this thread first
        Path planted = directory.resolve("planted");
        Path good = Files.write(directory.resolve("good"), new byte[10]);
        Path secret = Files.write(directory.resolve("secret"), new byte[20]);
        AtomicBoolean done = new AtomicBoolean();
        List<Plant> plants = plants(good, secret);
        plant(planted, plants.getFirst());
        AtomicInteger count = new AtomicInteger();
        CompletableFuture<Void> planter =
                inBackground(
                        () -> {
                            while (!done.get()) {
                                plant(planted, plants.get(count.get() % plants.size()));
                                count.incrementAndGet();
                            }
                        });
        int opened = 0;
        int refused = 0;
        try (Directory entries =
                EngineUnderTest.engine().resolve(FileLocation.of(planted)).directory()) {
            FileIdentity regular = entries.find("good").orElseThrow();
            for (int i = 0; i < OPENINGS; i++) {
                Creation creation = i % 2 == 0 ? Creation.EXISTING : Creation.CREATE;
                Protection protection =
                        i % 3 == 0 ? Protection.READ_ONLY : Protection.READ_WRITE;
                try (EngineFile file =
                        entries.open("planted", new OpenRequest(protection, creation, true))) {
                    assertThat(file.identity().key()).isEqualTo(regular.key());
                    assertThat(file.size()).isEqualTo(10);
                    opened++;
                } catch (IOException notRegular) {
                    refused++;
                }
            }
        } finally {
            done.set(true);
        }
        planter.join();
        System.out.println(opened + " opened, " + refused + " refused, " + count + " planted");
        assertThat(opened).isPositive();
        assertThat(refused).isPositive();
        assertThat(directory.resolve("elsewhere")).doesNotExist();
        assertThat(secret).hasBinaryContent(new byte[20]);
    }

    /** Makes an entry of the name given. */
    private interface Plant {
        void as(Path name) throws IOException;
    }

    private List<Plant> plants(Path good, Path secret) throws IOException {
        List<Plant> plants = new ArrayList<>();
        plants.add(name -> Files.createLink(name, good));
        plants.add(name -> TestFiles.createSymbolicLink(name, secret));
        plants.add(name -> Files.createLink(name, good));
        plants.add(name -> TestFiles.createSymbolicLink(name, directory.resolve("elsewhere")));
        // The portable engine cannot open a file without waiting for the other end of a pipe.
        if (EngineUnderTest.isLinux()) {
            Needs.tool("mkfifo");
            Path pipe = directory.resolve("pipe");
            Command.run("mkfifo", pipe.toString());
            plants.add(name -> Files.createLink(name, pipe));
        }
        return plants;
    }

    private static void plant(Path planted, Plant plant) throws IOException {
        Path next = planted.resolveSibling("next");
        plant.as(next);
        Files.move(next, planted, StandardCopyOption.ATOMIC_MOVE);
        // Renaming one name of a file to another name of it has no effect.
        Files.deleteIfExists(next);
    }
}
