package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the stack ends within a function, no lock stays taken, and nothing stays half done. */
class ExhaustedStackTest {
    @TempDir
    Path directory;

    @Test
    void theStack() throws Exception {
        List<String> lines =
                JvmInLanguage.run("", List.of(), Calls.class, directory);
        assertThat(lines.getLast()).as("%s", lines)
                .matches("[1-9][0-9]+ overflows in [0-9]+ calls");
    }

    /** Makes calls where the stack ends. */
    static final class Calls {
        /** Opening a file takes so long under Wine that all of them would take minutes. */
        private static final int ROUNDS = WindowsFunction.ON_WINDOWS ? 400 : 2_000;

        private static final int NEAR = 900;
        private static final int STACK = 512 << 10;

        private interface Call {
            void run() throws IOException;
        }

        private final long seed = ThreadLocalRandom.current().nextLong();
        private final SplittableRandom random = new SplittableRandom(seed);
        private final Kernel32 k;
        private final Path file;
        private final Path copy;
        private int deepest;
        private int overflows;
        private int calls;

        private Calls(Kernel32 k, Path directory) throws IOException {
            this.k = k;
            this.file = Files.write(directory.resolve("data"), new byte[70_000]);
            this.copy = directory.resolve("copy");
        }

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            try (Kernel32 k = Kernel32.open(directory.resolve("names"), Duration.ofSeconds(5))) {
                Calls calls = new Calls(k, directory);
                for (int i = 0; i < 50; i++) { // so that all classes are loaded
                    for (Call call : calls.all()) {
                        call.run();
                        calls.clean();
                    }
                }
                CompletableFuture<Void> done = new CompletableFuture<>();
                Runnable work = () -> {
                    try {
                        calls.exhaust();
                        done.complete(null);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                };
                new Thread(null, work, "deep", STACK).start();
                System.out.println("seed " + calls.seed);
                try {
                    done.get();
                } catch (ExecutionException failure) {
                    failure.printStackTrace();
                    Runtime.getRuntime().halt(1); // a lock that is still held would be waited for
                }
                System.out.println(calls.overflows + " overflows in " + calls.calls + " calls");
            }
        }

        private Handle openFile() {
            return k.createFile(
                    file, WinNt.GENERIC_READ | WinNt.GENERIC_WRITE, 7, WinNt.OPEN_EXISTING);
        }

        private List<Call> all() {
            return List.of(
                    this::openFile,
                    () -> k.createFileMapping(openFile(), WinNt.PAGE_READWRITE, 0, null),
                    () -> k.createFileMapping(
                            Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 5000, "name"),
                    () -> {
                        Handle section =
                                k.createFileMapping(openFile(), WinNt.PAGE_READWRITE, 0, null);
                        Address view = k.mapViewOfFile(section, WinNt.FILE_MAP_COPY, 0, 0);
                        if (view != null) {
                            k.write(view, new byte[5000]);
                            k.unmapViewOfFile(view);
                        }
                    },
                    () -> {
                        Address memory =
                                k.virtualAlloc(null, 8192, WinNt.MEM_RESERVE | WinNt.MEM_COMMIT,
                                        WinNt.PAGE_READWRITE);
                        k.write(Objects.requireNonNull(memory), new byte[5000]);
                        k.virtualFree(memory, 0, WinNt.MEM_DECOMMIT);
                        k.virtualFree(memory, 0, WinNt.MEM_RELEASE);
                    },
                    () -> k.copyFile(file, copy, false));
        }

        /** Closes whatever a function has returned or left, as a program does at its end. */
        private void clean() throws IOException {
            for (Region region : state(k).space().reading(() -> state(k).space().all())) {
                if (!(region instanceof ViewRegion)) {
                    must(k.virtualFree(
                            new Address(region.base()), 0, WinNt.MEM_RELEASE), "free");
                } else {
                    must(k.unmapViewOfFile(new Address(region.base())), "unmap");
                }
            }
            state(k).handles().closeAll();
        }

        private void must(boolean done, String what) {
            if (!done) {
                throw new AssertionError(what + ": error " + k.getLastError());
            }
        }

        private void exhaust() throws Exception {
            List<Call> each = all();
            for (int i = 0; i < ROUNDS; i++) {
                measure();
                int near = i % 2 == 0 ? NEAR : deepest / 2;
                int depth = Math.max(0, deepest - random.nextInt(near));
                calls++;
                try {
                    descend(depth, each.get(i % each.size()));
                } catch (StackOverflowError e) {
                    overflows++;
                }
                int number = i % each.size();
                inAnotherThread(() -> {
                    clean();
                    for (Call call : each) {
                        call.run();
                        clean();
                    }
                    long left = Views.statistics().liveViews()
                            + Views.statistics().liveMappings();
                    if (left > 0) {
                        throw new AssertionError("call " + number + " left " + left);
                    }
                });
            }
        }

        private static void inAnotherThread(Call call) throws Exception {
            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    call.run();
                    done.complete(null);
                } catch (Throwable failure) {
                    done.completeExceptionally(failure);
                }
            });
            done.get(30, TimeUnit.SECONDS);
        }

        /** Anew each time, because compiled frames are smaller. */
        private void measure() throws IOException {
            deepest = 0;
            try {
                descend(Integer.MAX_VALUE, () -> {});
            } catch (StackOverflowError end) {
                // As deep as the stack allows.
            }
        }

        private int descend(int depth, Call call) throws IOException {
            deepest++;
            if (depth == 0) {
                call.run();
                return 0;
            }
            return descend(depth - 1, call) + 1;
        }
    }

    private static ProcessState state(Kernel32 k) {
        return ((SimulatedProcess) k.process).state();
    }
}
