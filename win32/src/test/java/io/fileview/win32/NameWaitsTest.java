package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No function that uses names waits for other processes without a limit. */
class NameWaitsTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private final List<String> messages = new ArrayList<>();
    private final Logger logger = Logger.getLogger("io.fileview.win32");
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    Throwable thrown = record.getThrown();
                    messages.add(record.getMessage() + (thrown == null ? "" : thrown));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private Path names;

    @BeforeEach
    void chooseDirectory() {
        names = directory.resolve("names");
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private static @Nullable Handle create(Kernel32 kernel32, String name) {
        return kernel32.createFileMapping(
                Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, name);
    }

    private static int errorOfOpening(Kernel32 kernel32, String name) {
        Handle opened = kernel32.openFileMapping(WinNt.FILE_MAP_READ, name);
        return opened == null ? kernel32.getLastError() : 0;
    }

    private OtherJvm holder() throws IOException {
        OtherJvm holder = new OtherJvm(HoldsLock.class, names, "guard");
        holder.await("locked 1");
        return holder;
    }

    @Test
    void aStoppedProcessEndsTheWaitAtTheLimit() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open(names, SHORT)) {
            assertThat(create(kernel32, "first")).isNotNull();
            try (OtherJvm holder = holder()) {
                holder.signal("STOP");
                assertThat(create(kernel32, "second")).isNull();
                assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_LOCK_VIOLATION);
                assertThat(errorOfOpening(kernel32, "first"))
                        .isEqualTo(WinError.ERROR_LOCK_VIOLATION);
                assertThat(messages).hasSize(1);
                assertThat(messages.getFirst()).contains(names.resolve("guard").toString());
                if (Files.exists(Path.of("/proc/locks"))) {
                    assertThat(messages.getFirst())
                            .contains("process " + holder.pid() + ", state T (stopped)");
                }
            }
            assertThat(create(kernel32, "second")).isNotNull();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws IOException, InterruptedException {
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            assertThat(create(kernel32, "first")).isNotNull();
            try (OtherJvm _ = holder()) {
                int[] error = new int[1];
                boolean[] interrupted = new boolean[1];
                Thread waiting =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            create(kernel32, "second");
                                            error[0] = kernel32.getLastError();
                                            interrupted[0] = Thread.interrupted();
                                        });
                waiting.interrupt();
                waiting.join();
                assertThat(error[0]).isEqualTo(WinError.ERROR_OPERATION_ABORTED);
                assertThat(interrupted[0]).isTrue();
            }
        }
    }

    @Test
    void handlesAreClosedThoughTheLockIsHeld() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open(names, SHORT)) {
            List<Handle> handles = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                handles.add(create(kernel32, "name" + i));
            }
            try (OtherJvm _ = holder()) {
                Thread.currentThread().interrupt();
                for (Handle handle : handles) {
                    assertThat(kernel32.closeHandle(handle)).isTrue();
                }
                assertThat(Thread.interrupted()).isTrue();
                assertThat(messages).hasSize(1);
            }
            assertThat(errorOfOpening(kernel32, "name0"))
                    .isEqualTo(WinError.ERROR_FILE_NOT_FOUND);
        }
        try (OtherJvm other = new OtherJvm(OpensName.class, names, "name1")) {
            other.await("error 2");
        }
        try (var files = Files.list(names)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("guard");
        }
    }

    @Test
    void aLockOfTheSameJvmEndsTheWaitAtTheLimit() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open(names, SHORT)) {
            assertThat(create(kernel32, "first")).isNotNull();
            try (FileChannel guard =
                    FileChannel.open(names.resolve("guard"), StandardOpenOption.WRITE)) {
                assertThat(guard.lock().isValid()).isTrue();
                assertThat(create(kernel32, "second")).isNull();
                assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_LOCK_VIOLATION);
            }
            assertThat(create(kernel32, "second")).isNotNull();
        }
    }

    @Test
    void aSecondClassLoaderIsRefusedWhileTheFirstHasNames() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method run =
                    loader.loadClass(OpensName.class.getName())
                            .getMethod("error", String.class, String.class);
            try (Kernel32 kernel32 = Kernel32.open(names)) {
                assertThat(create(kernel32, "mine")).isNotNull();
                assertThat(run.invoke(null, names.toString(), "mine"))
                        .isEqualTo(WinError.ERROR_LOCK_VIOLATION);
                // The other's attempt has not dropped the locks of this one's files.
                try (OtherJvm other = new OtherJvm(OpensName.class, names, "mine")) {
                    other.await("error 0");
                }
            }
            assertThat(run.invoke(null, names.toString(), "mine"))
                    .isEqualTo(WinError.ERROR_FILE_NOT_FOUND);
        }
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.startsWith("io.fileview.win32.names"));
    }

    @Test
    void aPipeIsRefusedInsteadOfWaitedFor() throws IOException {
        Path pipe = directory.resolve("pipe");
        try {
            new ProcessBuilder("mkfifo", pipe.toString()).start().onExit().join();
        } catch (IOException e) {
            Assumptions.abort("no mkfifo: " + e);
        }
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            Handle opened =
                    kernel32.createFile(
                            pipe, WinNt.GENERIC_READ, 0, WinNt.OPEN_EXISTING);
            assertThat(opened).isEqualTo(Handle.INVALID_HANDLE_VALUE);
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
        }
    }
}
