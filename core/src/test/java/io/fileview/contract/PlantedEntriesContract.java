package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Another user may have put anything under a name: {@link Directory#open} opens regular files only,
 * follows no link and waits for nobody.
 */
public interface PlantedEntriesContract extends EngineWorld {
    List<Protection> PROTECTIONS = List.of(Protection.values());
    List<Creation> OPENING = List.of(Creation.EXISTING, Creation.CREATE);

    @Test
    default void aPlantedLinkIsNeitherReadNorWrittenThrough() throws Exception {
        outside().write("secret", sample(100));
        outside().symlink("planted", "secret");
        assertNotOpened("planted");
        assertThat(outside().read("secret")).isEqualTo(sample(100));
    }

    @Test
    default void nothingIsCreatedThroughADanglingLink() throws Exception {
        outside().symlink("planted", "elsewhere");
        assertNotOpened("planted");
        assertThat(outside().exists("elsewhere")).isFalse();
    }

    @Test
    default void aLinkToADirectoryOrToItselfIsNotFollowed() throws Exception {
        outside().createDirectory("below");
        outside().symlink("planted", "below");
        outside().symlink("loop", "loop");
        assertNotOpened("planted");
        assertNotOpened("loop");
    }

    @Test
    default void aDirectoryIsNoFile() throws Exception {
        outside().createDirectory("planted");
        assertNotOpened("planted");
    }

    @Test
    default void nobodyWaitsForTheOtherEndOfAPipe() throws Exception {
        Assumptions.assumeTrue(outside().makePipe("planted"), "needs mkfifo");
        assertNotOpened("planted");
    }

    @Test
    default void aDeviceIsNoFile() throws Exception {
        Assumptions.assumeTrue(outside().makeDevice("planted"), "needs the right to make devices");
        assertNotOpened("planted");
    }

    @Test
    default void whatIsPlantedStaysWhatItIs() throws Exception {
        outside().write("file", sample(10));
        outside().symlink("planted", "file");
        try (Directory directory = directory()) {
            assertThat(directory.find("planted")).isPresent().isNotEqualTo(directory.find("file"));
            assertThat(directory.remove("planted")).isTrue();
            try (EngineFile file =
                    directory.open("planted", request(Protection.READ_WRITE, Creation.CREATE))) {
                assertThat(file.created()).isTrue();
                assertThat(file.size()).isZero();
            }
        }
        assertThat(outside().read("file")).isEqualTo(sample(10));
    }

    private void assertNotOpened(String name) throws IOException {
        int before = outside().count("");
        try (Directory directory = directory()) {
            for (Protection protection : PROTECTIONS) {
                for (Creation creation : OPENING) {
                    assertThatExceptionOfType(NotMappableException.class)
                            .as("%s %s %s", name, protection, creation)
                            .isThrownBy(() -> directory.open(name, request(protection, creation)))
                            .withMessageContaining(name);
                }
            }
            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(
                            () -> directory.open(
                                    name, request(Protection.READ_WRITE, Creation.CREATE_NEW)));
            assertThat(directory.find(name)).isPresent();
        }
        assertThat(outside().count("")).isEqualTo(before);
    }

    private static OpenRequest request(Protection protection, Creation creation) {
        return new OpenRequest(protection, creation, true);
    }

    private Directory directory() throws IOException {
        return engine().resolve(at("any")).directory();
    }
}
