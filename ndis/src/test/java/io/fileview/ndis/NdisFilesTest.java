package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The states of an open file, and the arguments of opening it. */
class NdisFilesTest {
    private static final int SIZE = 10_000;

    @TempDir
    private Path drivers;

    private NdisFiles files;
    private byte[] firmware;
    private HeldResources before;

    @BeforeEach
    void open() throws IOException {
        before = HeldResources.now();
        firmware = DriverFiles.make(drivers.resolve("fw.bin"), SIZE);
        files = DriverFiles.in(drivers);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        files.close();
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    @Test
    void theStatusesHaveTheirValues() {
        assertThat(NdisStatus.NDIS_STATUS_SUCCESS).isZero();
        assertThat(NdisStatus.NDIS_STATUS_FAILURE).isEqualTo(0xC0000001);
        assertThat(NdisStatus.NDIS_STATUS_RESOURCES).isEqualTo(0xC000009A);
        assertThat(NdisStatus.NDIS_STATUS_FILE_NOT_FOUND).isEqualTo(0xC001001B);
        assertThat(NdisStatus.NDIS_STATUS_ERROR_READING_FILE).isEqualTo(0xC001001C);
        assertThat(NdisStatus.NDIS_STATUS_ALREADY_MAPPED).isEqualTo(0xC001001D);
        assertThat(NdisStatus.nameOf(7)).isEqualTo("0x00000007");
    }

    @Test
    void aMappedFileHasItsBytesAndNoMore() throws IOException {
        NdisOpenResult opened = files.ndisOpenFile("fw.bin", NdisFiles.ANY_ADDRESS);
        assertThat(opened.fileLength()).isEqualTo(SIZE);
        MemorySegment buffer = files.ndisMapFile(opened.opened()).mapped();
        assertThat(DriverFiles.bytes(buffer)).isEqualTo(firmware);
        assertThatThrownBy(() -> buffer.get(ValueLayout.JAVA_BYTE, SIZE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(opened.handle()).hasToString("fw.bin, 10000 bytes, mapped");
        assertThat(files.openFiles()).containsExactly("fw.bin, 10000 bytes, mapped");
    }

    @Test
    void aFileOfNoBytesHasABufferOfNone() throws IOException {
        Files.createFile(drivers.resolve("empty.bin"));
        NdisOpenResult opened = files.ndisOpenFile("empty.bin", NdisFiles.ANY_ADDRESS);
        assertThat(opened.fileLength()).isZero();
        MemorySegment buffer = files.ndisMapFile(opened.opened()).mapped();
        assertThat(buffer.byteSize()).isZero();
        assertThat(files.ndisMapFile(opened.opened()).status())
                .isEqualTo(NdisStatus.NDIS_STATUS_ALREADY_MAPPED);
        files.ndisUnmapFile(opened.opened());
        assertThat(buffer.scope().isAlive()).isFalse();
    }

    @Test
    void afterUnmappingTheBufferIsDeadAndTheNextHasTheSameBytes() throws IOException {
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        for (int i = 0; i < 50; i++) {
            MemorySegment buffer = files.ndisMapFile(handle).mapped();
            assertThat(DriverFiles.bytes(buffer)).isEqualTo(firmware);
            files.ndisUnmapFile(handle);
            assertThatThrownBy(() -> buffer.get(ValueLayout.JAVA_BYTE, 0))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theBytesAreThoseOfTheOpeningWhateverBecomesOfTheFile() throws IOException {
        Path file = drivers.resolve("fw.bin");
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        Files.write(file, new byte[SIZE], StandardOpenOption.WRITE);
        mustHave(handle, firmware);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(10);
        }
        mustHave(handle, firmware);
        Files.delete(file);
        mustHave(handle, firmware);
        byte[] other = DriverFiles.make(file, 77);
        mustHave(handle, firmware);
        NdisHandle ofTheNew = DriverFiles.open(files, "fw.bin");
        files.ndisMapFile(handle).mapped();
        mustHave(ofTheNew, other);
    }

    private void mustHave(NdisHandle handle, byte[] bytes) throws IOException {
        assertThat(DriverFiles.bytes(files.ndisMapFile(handle).mapped())).isEqualTo(bytes);
        files.ndisUnmapFile(handle);
    }

    @Test
    void whatIsWrittenStaysInTheBufferAndNeverReachesTheFile() throws IOException {
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        files.ndisMapFile(handle).mapped().fill((byte) 1);
        files.ndisUnmapFile(handle);
        assertThat(DriverFiles.bytes(files.ndisMapFile(handle).mapped())).containsOnly(1);
        files.ndisCloseFile(handle);
        assertThat(drivers.resolve("fw.bin")).hasBinaryContent(firmware);
        mustHave(DriverFiles.open(files, "fw.bin"), firmware);
    }

    @Test
    void closingUnmapsAndTheHandleIsDead() throws IOException {
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        MemorySegment buffer = files.ndisMapFile(handle).mapped();
        files.ndisCloseFile(handle);
        assertThat(buffer.scope().isAlive()).isFalse();
        assertThat(handle).hasToString("fw.bin, 10000 bytes, closed");
        assertThatThrownBy(() -> files.ndisMapFile(handle))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the handle of fw.bin is closed; open the file again");
        assertThatThrownBy(() -> files.ndisUnmapFile(handle))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> files.ndisCloseFile(handle))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTheFilesClosesEach() throws IOException {
        DriverFiles.make(drivers.resolve("two.bin"), 5);
        MemorySegment one = files.ndisMapFile(DriverFiles.open(files, "fw.bin")).mapped();
        NdisHandle two = DriverFiles.open(files, "two.bin");
        files.close();
        files.close();
        assertThat(one.scope().isAlive()).isFalse();
        assertThatThrownBy(() -> files.ndisMapFile(two)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> DriverFiles.open(files, "fw.bin"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aHandleOfOthersIsRefused() throws IOException {
        try (NdisFiles others = DriverFiles.in(drivers)) {
            NdisHandle handle = DriverFiles.open(others, "fw.bin");
            assertThatThrownBy(() -> files.ndisMapFile(handle))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> files.ndisUnmapFile(handle))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> files.ndisCloseFile(handle))
                    .isInstanceOf(IllegalArgumentException.class);
            mustBeMappable(others, handle);
        }
    }

    private static void mustBeMappable(NdisFiles files, NdisHandle handle) throws IOException {
        assertThat(files.ndisMapFile(handle).mapped().byteSize()).isEqualTo(SIZE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 8191, SIZE, -2, -4096, Long.MIN_VALUE})
    void aCeilingBeneathWhichThePagesCannotFitIsRefused(long ceiling) {
        NdisOpenResult result = files.ndisOpenFile("fw.bin", ceiling);
        assertThat(result.status()).isEqualTo(NdisStatus.NDIS_STATUS_RESOURCES);
        assertThat(result.handle()).isNull();
        assertThatThrownBy(result::opened)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("NDIS_STATUS_RESOURCES: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0xFF_FFFFL, 0xFFFF_FFFFL, 0x1_0000_0000L, Long.MAX_VALUE})
    void anyOtherCeilingIsAccepted(long ceiling) {
        assertThat(files.ndisOpenFile("fw.bin", ceiling).status())
                .isEqualTo(NdisStatus.NDIS_STATUS_SUCCESS);
    }

    @Test
    void aMissingFileIsNotFoundWhateverTheCeiling() {
        assertThat(files.ndisOpenFile("none.bin", 0).status())
                .isEqualTo(NdisStatus.NDIS_STATUS_FILE_NOT_FOUND);
    }

    @Test
    void aFileLongerThan32BitsCanSayIsRefused() throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        drivers.resolve("huge.bin"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 1L << 32);
        } catch (IOException e) {
            assumeTrue(false, "needs a disk with sparse files: " + e);
        }
        assertThat(DriverFiles.statusOf(files, "huge.bin")).isEqualTo("NDIS_STATUS_RESOURCES");
    }

    @Test
    void anInterruptedThreadOpensAndStaysInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        try {
            mustHave(DriverFiles.open(files, "fw.bin"), firmware);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
