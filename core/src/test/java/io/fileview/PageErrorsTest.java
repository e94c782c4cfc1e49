package io.fileview;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fileview.guarded.GuardedAccess;
import io.fileview.guarded.mapped.PageAccess;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SmallDisk;
import io.fileview.testing.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Modifier;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a view become bad, and guarded access says so at once. */
class PageErrorsTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 64 * PAGE;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    @NeedsKernel(value = "expects the kernel to refuse a page of a segment", orCalls = true)
    void aTruncatedFileIsReportedAtTheAccess(GuardedOperation operation) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(PAGE, SIZE - PAGE)) {
            GuardedAccess access = view.guarded();
            operation.run(access, 8);
            TestFiles.truncate(file, 3 * PAGE);
            operation.run(access, 8);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> operation.run(access, 10 * PAGE + 8))
                    .withMessageContainingAll(file.toString(), "shrunk to " + 3 * PAGE + " bytes")
                    .satisfies(PageErrorsTest::mustHaveTheErrorOfASegment)
                    .satisfies(e -> assertThat(e.file()).isEqualTo(file.toString()))
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(11 * PAGE + 8));
        }
    }

    private static void mustHaveTheErrorOfASegment(Throwable failure) {
        if (EngineUnderTest.hasSegments()) {
            assertThat(failure).hasCauseInstanceOf(InternalError.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel(value = "expects the kernel to refuse a page of a segment", orCalls = true)
    void anEmptiedFileIsReportedInEveryProtection(Protection protection) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, protection);
                View view = mapping.map()) {
            GuardedAccess access = view.guarded();
            TestFiles.truncate(file, 0);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> access.getInt(0));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> access.crc32c(0, SIZE));
            if (protection != Protection.READ_ONLY) {
                assertThatExceptionOfType(FileShrankException.class)
                        .isThrownBy(() -> access.setInt(0, 1));
            }
        }
    }

    @Test
    @NeedsKernel("expects the kernel to refuse a page of a segment")
    void aBulkOperationNamesTheFirstBadPage() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(100, SIZE - 100)) {
            TestFiles.truncate(file, 20 * PAGE);
            byte[] copy = new byte[SIZE];
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> view.guarded().copyTo(50, copy, 0, SIZE - 200))
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(20 * PAGE))
                    .satisfies(e -> assertThat(e.length()).isEqualTo(SIZE - 50 - 20 * PAGE));
        }
    }

    /** Operations that are made in parts, whose first meets the truncation. */
    enum LongOperation {
        COPY_TO_ARRAY,
        COPY_FROM_ARRAY,
        COPY_TO_SEGMENT,
        COPY_FROM_SEGMENT,
        FILL,
        CRC32C,
        DIGEST,
        MISMATCH,
        INDEX_OF,
        WRITE_TO,
        READ_FROM;

        void make(GuardedAccess access, int length) throws Exception {
            byte[] array = new byte[length];
            MemorySegment segment = MemorySegment.ofArray(array);
            switch (this) {
                case COPY_TO_ARRAY -> access.copyTo(50, array, 0, length);
                case COPY_FROM_ARRAY -> access.copyFrom(50, array, 0, length);
                case COPY_TO_SEGMENT -> access.copyTo(50, segment, 0, length);
                case COPY_FROM_SEGMENT -> access.copyFrom(50, segment, 0, length);
                case FILL -> access.fill(50, length, (byte) 1);
                case CRC32C -> access.crc32c(50, length);
                case DIGEST -> access.digest(50, length, MessageDigest.getInstance("SHA-256"));
                case MISMATCH -> access.mismatch(50, whatIsLeft(access, length));
                case INDEX_OF -> access.indexOf("absent".getBytes(US_ASCII), 50, 50L + length);
                case WRITE_TO -> access.writeTo(50, length,
                        Channels.newChannel(OutputStream.nullOutputStream()));
                case READ_FROM -> access.readFrom(50, length,
                        Channels.newChannel(new ByteArrayInputStream(array)));
            }
        }

        /** The bytes that the view has up to the truncation, and zeros. */
        private static MemorySegment whatIsLeft(GuardedAccess access, int length)
                throws IOException {
            byte[] bytes = new byte[length];
            access.copyTo(50, bytes, 0, 20 * PAGE - 150);
            return MemorySegment.ofArray(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel(value = "expects the kernel to refuse a page of a segment", orCalls = true)
    void theFailureOfALongOperationTellsWhatOfAllOfItWasNotDone(LongOperation operation)
            throws Exception {
        int size = 40 * PAGE + (20 << 20);
        Path file = Sample.file(directory, size);
        for (Protection protection : List.of(Protection.READ_WRITE, Protection.COPY_ON_WRITE)) {
            TestFiles.truncate(file, size);
            try (FileMapping mapping = EngineUnderTest.open(file, protection);
                    View view = mapping.map(100, size - 100)) {
                TestFiles.truncate(file, 20 * PAGE);
                for (GuardedAccess access : List.of(view.guarded(),
                        view.guarded().bySystemCall())) {
                    assertThatExceptionOfType(FileShrankException.class)
                            .as(protection.toString())
                            .isThrownBy(() -> operation.make(access, size - 200))
                            .withMessageContaining("offset " + 20 * PAGE + " no longer")
                            .satisfies(e -> assertThat(e.offset()).isEqualTo(20 * PAGE))
                            .satisfies(
                                    e -> assertThat(e.length()).isEqualTo(size - 50 - 20 * PAGE));
                }
            }
        }
    }

    @Test
    @NeedsKernel(value = "expects the kernel to refuse a page of a segment", orCalls = true)
    void theFileCoversTheViewAgainWhenItHasGrown() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(PAGE, SIZE - PAGE)) {
            GuardedAccess access = view.guarded();
            assertThat(view.isCovered()).isTrue();
            assertThat(view.coveredLength()).isEqualTo(SIZE - PAGE);
            TestFiles.truncate(file, 3 * PAGE + 10);
            assertThat(view.isCovered()).isFalse();
            assertThat(view.coveredLength()).isEqualTo(2 * PAGE + 10);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> access.getByte(40 * PAGE));
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(view::repair)
                    .withMessageContainingAll(file.toString(), Long.toString(3 * PAGE + 10));
            TestFiles.truncate(file, 10);
            assertThat(view.coveredLength()).isZero();
            TestFiles.truncate(file, SIZE);
            view.repair();
            assertThat(view.isCovered()).isTrue();
            assertThat(access.getByte(40 * PAGE)).isZero();
            access.setByte(40 * PAGE, (byte) 7);
            assertThat(TestFiles.readAllBytes(file)[41 * PAGE]).isEqualTo((byte) 7);
        }
    }

    @Test
    @NeedsKernel("takes away the blocks of a mounted disk")
    void aPageThatTheDeviceCannotReadIsReportedAndComesBack() throws Exception {
        Path image = directory.resolve("image");
        Files.write(image, new byte[16 << 20]);
        try (Disk disk = Disk.inFile(directory.resolve("disk"), image)) {
            Path file = Sample.file(disk.root(), SIZE);
            Command.run("sync", "--file-system", file.toString());
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                    View view = mapping.map()) {
                byte[] before = Files.readAllBytes(image);
                Command.run("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
                TestFiles.truncate(image, 0); // a device whose every block is gone
                GuardedAccess access = view.guarded();
                assertThatExceptionOfType(PageUnreadableException.class)
                        .isThrownBy(() -> access.getInt(5 * PAGE))
                        .withMessageContainingAll(
                                file.toString(), "cannot be read", Long.toString(5 * PAGE))
                        .withCauseInstanceOf(InternalError.class)
                        .satisfies(e -> assertThat(e.offset()).isEqualTo(5 * PAGE));
                assertThatExceptionOfType(PageUnreadableException.class)
                        .isThrownBy(() -> access.crc32c(5 * PAGE, 100));
                assertThat(view.isCovered()).isTrue();
                assertThatExceptionOfType(PageUnreadableException.class)
                        .isThrownBy(view::repair);
                Files.write(image, before, StandardOpenOption.WRITE);
                view.repair();
                assertThat(access.mismatch(0, MemorySegment.ofArray(Sample.bytes(SIZE))))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("expects the kernel to refuse a page of a segment")
    void aPageThatGetsNoBlockIsReportedWhenWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.in(directory, 4 * PAGE)) {
            Path file = disk.root().resolve("sparse");
            try (FileMapping mapping =
                    EngineUnderTest.builder(file)
                            .protection(Protection.READ_WRITE)
                            .create()
                            .size(SIZE)
                            .sparse()
                            .open();
                    View view = mapping.map()) {
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> view.guarded().fill(0, SIZE, (byte) 1))
                        .withMessageContaining(file.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4",
        "-XX:TieredStopAtLevel=4 -XX:FreqInlineSize=8000 -XX:MaxInlineSize=8000"
                + " -XX:InlineSmallCode=20000 -XX:MaxInlineLevel=50",
        "-XX:-TieredCompilation -XX:FreqInlineSize=1000",
        "-XX:TieredStopAtLevel=1 -XX:C1MaxInlineSize=1000",
        "-XX:CompileCommand=quiet -XX:CompileCommand=inline,io.fileview.*::*"})
    @NeedsKernel("has another process use the file")
    void everyBadAccessIsReportedAtOnceInterpretedOrCompiled(String mode) throws Exception {
        assertThat(count("guarded", mode, 20))
                .contains(
                        "precise " + 20 * 100 * GuardedOperation.values().length + ", silent 0,"
                                + " late 0");
    }

    /** Without this the test above could not fail. */
    @Test
    @NeedsKernel("has another process use the file")
    void rawAccessInCompiledCodeIsSilent() throws Exception {
        String counted = count("raw", "-XX:TieredStopAtLevel=4", 1_000);
        assertThat(counted).doesNotContain("silent 0,").doesNotContain("late 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=4"})
    @NeedsKernel("has another process use the file")
    void aPageMayGoInTheMiddleOfAnyOperation(String mode) throws Exception {
        assumeFalse(
                Needs.isWindows(), "needs a process that can truncate a file which it has mapped");
        assertThat(count("coming and going", mode, 15)).contains("late 0");
    }

    private String count(String what, String mode, int bursts) throws IOException {
        Needs.truncationOfMappedFiles();
        return ChildJvm
                .of(PageErrorCount.class, what, Sample.file(directory, SIZE), bursts)
                .option("-Xbatch")
                .option(mode.split(" ", -1))
                .run();
    }

    /** See that class: a compiler would inline what a constant handle calls. */
    @Test
    void noHandleOfAnAccessToAPageIsConstant() {
        assertThat(PageAccess.class.getDeclaredFields())
                .filteredOn(field -> field.getType() == MethodHandle.class)
                .hasSize(12)
                .noneMatch(field -> Modifier.isFinal(field.getModifiers()));
    }
}
