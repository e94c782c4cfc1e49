package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.Background;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guarded access by system calls does the same as guarded access, and needs no signal. */
class SystemCallAccessTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 64 * PAGE;
    private static final int ROUNDS = 100;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void anOperationLeavesTheSameBytes(GuardedOperation operation) throws Exception {
        byte[] expected = bytesAfter(operation, "guarded", false);
        assertThat(bytesAfter(operation, "called", true)).isEqualTo(expected);
    }

    private byte[] bytesAfter(GuardedOperation operation, String name, boolean bySystemCall)
            throws Exception {
        Path file =
                Sample.file(Files.createDirectories(directory.resolve(name)), SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(PAGE, SIZE - PAGE)) {
            GuardedAccess access = view.guarded();
            operation.run(bySystemCall ? access.bySystemCall() : access, PAGE - 8);
            byte[] bytes = new byte[SIZE - PAGE];
            access.copyTo(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    @Test
    void copiesAndValuesAreThoseOfTheFile() throws Exception {
        byte[] bytes = Sample.bytes(SIZE);
        try (FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.COPY_ON_WRITE);
                View view = mapping.map(1_003, SIZE - 1_003)) {
            GuardedAccess access = view.guarded().bySystemCall();
            byte[] copy = new byte[SIZE - 1_003];
            access.copyTo(0, copy, 0, copy.length);
            assertThat(copy).isEqualTo(Arrays.copyOfRange(bytes, 1_003, SIZE));
            access.setLong(PAGE - 1_003 - 3, 0x0102030405060708L); // across two pages
            assertThat(view.guarded().getLong(PAGE - 1_003 - 3)).isEqualTo(0x0102030405060708L);
            ByteOrder other =
                    ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                            ? ByteOrder.LITTLE_ENDIAN
                            : ByteOrder.BIG_ENDIAN;
            assertThat(access.order(other).getLong(PAGE - 1_003 - 3))
                    .isEqualTo(0x0807060504030201L);
            assertThat(view.guarded().order(other).bySystemCall().getLong(PAGE - 1_003 - 3))
                    .isEqualTo(0x0807060504030201L);
            Thread.currentThread().interrupt();
            access.fill(9, 2 * PAGE, (byte) 5);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(view.guarded().getByte(2 * PAGE + 8)).isEqualTo((byte) 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel(value = "expects the kernel to refuse a page of a segment", orCalls = true)
    void aTruncatedFileIsReportedAtTheAccess(GuardedOperation operation) throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map(PAGE, SIZE - PAGE)) {
            GuardedAccess access = view.guarded().bySystemCall();
            operation.run(access, 8);
            TestFiles.truncate(file, 3 * PAGE);
            operation.run(access, 8);
            assertThatExceptionOfType(FileShrankException.class)
                    .isThrownBy(() -> operation.run(access, 10 * PAGE + 8))
                    .withMessageContainingAll(file.toString(), "shrunk to " + 3 * PAGE + " bytes")
                    .satisfies(e -> assertThat(e.offset()).isEqualTo(11 * PAGE + 8));
        }
    }

    @Test
    void theStateOfTheViewAndTheArgumentsAreChecked() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            View view = mapping.map();
            GuardedAccess access = view.guarded().bySystemCall();
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> access.getInt(SIZE - 3))
                    .withMessageContaining(view.toString());
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> access.setInt(0, 1))
                    .withMessageContaining(view.toString());
            view.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> access.getInt(0))
                    .withMessageContaining(view.toString());
        }
    }

    @Test
    void unmappingAndRemappingWaitForAnAccess() throws Exception {
        try (FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                View view = mapping.map(0, SIZE - PAGE);
                CountDownLatch accessed = new CountDownLatch(1);
                Background accesses = Background.start(() -> accessUntilUnmapped(view, accessed));
                accessed.await();
                view.remap(SIZE);
                view.close();
                assertThat(accesses.fails())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(view + " has been unmapped");
            }
        }
    }

    private static void accessUntilUnmapped(View view, CountDownLatch accessed) throws IOException {
        GuardedAccess access = view.guarded().bySystemCall();
        byte[] bytes = new byte[SIZE - PAGE];
        while (true) {
            access.copyTo(0, bytes, 0, bytes.length);
            accessed.countDown();
        }
    }

    @Test
    @NeedsKernel("has a child use the file")
    void aHandlerOfSigbusThatIsNotTheJvmsIsRefusedAndNotNeeded() throws Exception {
        Needs.linux(); // which has the signal
        Path file = Sample.file(directory, SIZE);
        assertThat(ChildJvm.of(SignalTakenProgram.class, "taken", file).run())
                .contains(
                        "guarded: UnsupportedOperationException",
                        "SIGBUS",
                        "is handled by ",
                        "libc",
                        "libjsig.so",
                        "volatile: UnsupportedOperationException",
                        "by system call: FileShrankException");
    }

    @Test
    @NeedsKernel("has a child use the file")
    void anUnknownJvmIsRefusedByName() throws Exception {
        Needs.truncationOfMappedFiles();
        Path file = Sample.file(directory, SIZE);
        assertThat(ChildJvm.of(SignalTakenProgram.class, "unknown", file).run())
                .contains(
                        "guarded: UnsupportedOperationException",
                        "this is Some Other VM",
                        "by system call: FileShrankException");
    }

    @Test
    @NeedsKernel("has a child use the file")
    void theHandlerOfTheJvmIsNotRefused() throws Exception {
        Needs.truncationOfMappedFiles();
        Path file = Sample.file(directory, SIZE);
        assertThat(ChildJvm.of(SignalTakenProgram.class, "untouched", file).run())
                .contains(
                        "guarded: FileShrankException",
                        "volatile: FileShrankException",
                        "by system call: FileShrankException");
    }

    /** Without this, the first test of a handler could not fail: the process ends without a word. */
    @Test
    @NeedsKernel("has a child use the file")
    void suchAHandlerEndsTheProcessAtARawAccess() throws Exception {
        Needs.linux(); // which has the signal
        Path file = Sample.file(directory, SIZE);
        Process child = ChildJvm.of(SignalTakenProgram.class, "raw", file).process();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isEqualTo(7); // the number of the signal, passed to _exit
        assertThat(output).doesNotContain("raw:");
    }
}
