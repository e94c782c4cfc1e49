package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes random calls on several files, handles, threads and levels, and compares each with a small
 * model. {@code -Dfileview.model.seed=SEED} repeats a run with the seed that it printed; {@code
 * -Dfileview.model.steps=N} makes it longer.
 */
class NdisModelTest {
    private static final int STEPS = Integer.getInteger("fileview.model.steps", 30_000);
    private static final long SEED =
            Long.getLong("fileview.model.seed", ThreadLocalRandom.current().nextLong());
    private static final int FILES = 5;
    private static final int THREADS = 3;

    /** A file of the directory, with its bytes and the opening that is mapped. */
    private static final class ModelFile {
        private final String name;
        private byte[] bytes;
        private Opening mapped;

        ModelFile(String name) {
            this.name = name;
        }
    }

    /** A handle, and the bytes that its buffer must contain. */
    private static final class Opening {
        private final NdisFiles owner;
        private final NdisHandle handle;
        private final ModelFile file;
        private final byte[] bytes;
        private MemorySegment buffer;
        private boolean closed;

        Opening(NdisFiles owner, NdisHandle handle, ModelFile file) {
            this.owner = owner;
            this.handle = handle;
            this.file = file;
            this.bytes = file.bytes.clone();
        }
    }

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final Deque<String> history = new ArrayDeque<>();
    private final List<ModelFile> modelFiles = new ArrayList<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<MemorySegment> dead = new ArrayList<>();
    private int violations;

    @Test
    void theFunctionsDoWhatTheModelDoes() throws Exception {
        System.out.println("NdisModelTest seed " + SEED + ", " + STEPS + " steps");
        HeldResources before = HeldResources.now();
        List<ExecutorService> threads = new ArrayList<>();
        try (NdisFiles one = DriverFiles.in(directory);
                NdisFiles two = DriverFiles.in(directory)) {
            for (int i = 0; i < THREADS; i++) {
                threads.add(Executors.newSingleThreadExecutor());
            }
            for (int i = 0; i < FILES; i++) {
                ModelFile file = new ModelFile("File" + i + ".bin");
                modelFiles.add(file);
                rewrite(file);
            }
            for (int step = 0; step < STEPS; step++) {
                NdisFiles owner = random.nextBoolean() ? one : two;
                int thread = random.nextInt(THREADS);
                int level = random.nextInt(6) == 0 ? random.nextInt(5) : Irql.PASSIVE_LEVEL;
                threads.get(thread)
                        .submit(
                                () -> {
                                    step(owner, thread, level);
                                    return null;
                                })
                        .get();
            }
        } catch (Throwable failure) {
            throw new AssertionError(
                    failure.getMessage()
                            + "\nseed "
                            + SEED
                            + ", the last steps:\n"
                            + String.join("\n", history),
                    failure);
        } finally {
            threads.forEach(ExecutorService::close);
        }
        System.out.println("NdisModelTest " + violations + " calls refused for their level");
        for (ModelFile file : modelFiles) {
            assertThat(directory.resolve(file.name)).hasBinaryContent(file.bytes);
        }
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    private void step(NdisFiles owner, int thread, int level) throws IOException {
        Opening opening =
                openings.isEmpty() ? null : openings.get(random.nextInt(openings.size()));
        int kind = random.nextInt(20);
        note(kind, thread, level, opening);
        try (Irql.Raised _ = Irql.raise(level)) {
            if (kind < 3 || opening == null) {
                open(owner, level);
            } else if (kind < 9) {
                map(opening, level);
            } else if (kind < 13) {
                unmap(opening, level);
            } else if (kind < 15) {
                close(opening, level);
            } else if (kind < 18) {
                write(opening);
            } else if (kind == 18) {
                rewrite(opening.file);
            } else {
                useDead();
            }
        }
        if (opening != null) {
            mustBeRight(opening);
        }
        if (openings.size() > 40) {
            openings.removeIf(each -> each.closed);
        }
    }

    private void note(int kind, int thread, int level, Opening opening) {
        history.addLast(
                "kind %d, thread %d, level %d, %s"
                        .formatted(
                                kind,
                                thread,
                                level,
                                opening == null ? "nothing open" : opening.handle));
        if (history.size() > 30) {
            history.removeFirst();
        }
    }

    private void open(NdisFiles owner, int level) throws IOException {
        ModelFile file = modelFiles.get(random.nextInt(FILES));
        String name = random.nextBoolean() ? file.name : file.name.toUpperCase(Locale.ROOT);
        if (level > Irql.PASSIVE_LEVEL) {
            violates(() -> owner.ndisOpenFile(name, NdisFiles.ANY_ADDRESS));
            return;
        }
        if (owner.openFiles().size() >= 20) {
            return;
        }
        NdisOpenResult result = owner.ndisOpenFile(name, NdisFiles.ANY_ADDRESS);
        assertThat(result.fileLength()).isEqualTo(file.bytes.length);
        openings.add(new Opening(owner, result.opened(), file));
    }

    private void map(Opening opening, int level) {
        if (level > Irql.DISPATCH_LEVEL) {
            violates(() -> opening.owner.ndisMapFile(opening.handle));
        } else if (opening.closed) {
            refuses(() -> opening.owner.ndisMapFile(opening.handle));
        } else {
            NdisMapResult result = opening.owner.ndisMapFile(opening.handle);
            if (opening.file.mapped == null) {
                assertThat(result.status()).isEqualTo(NdisStatus.NDIS_STATUS_SUCCESS);
                opening.buffer = Objects.requireNonNull(result.buffer());
                opening.file.mapped = opening;
            } else {
                assertThat(result.status()).isEqualTo(NdisStatus.NDIS_STATUS_ALREADY_MAPPED);
                assertThat(result.buffer()).isNull();
            }
        }
    }

    private void unmap(Opening opening, int level) {
        if (level > Irql.PASSIVE_LEVEL) {
            violates(() -> opening.owner.ndisUnmapFile(opening.handle));
        } else if (opening.closed) {
            refuses(() -> opening.owner.ndisUnmapFile(opening.handle));
        } else {
            opening.owner.ndisUnmapFile(opening.handle);
            unmapped(opening);
        }
    }

    private void close(Opening opening, int level) {
        if (level > Irql.PASSIVE_LEVEL) {
            violates(() -> opening.owner.ndisCloseFile(opening.handle));
        } else if (opening.closed) {
            refuses(() -> opening.owner.ndisCloseFile(opening.handle));
        } else {
            opening.owner.ndisCloseFile(opening.handle);
            unmapped(opening);
            opening.closed = true;
        }
    }

    private void unmapped(Opening opening) {
        if (opening.buffer != null) {
            assertThat(opening.file.mapped).isSameAs(opening);
            opening.file.mapped = null;
            dead.add(opening.buffer);
            if (dead.size() > 20) {
                dead.removeFirst();
            }
            opening.buffer = null;
        }
    }

    private void write(Opening opening) {
        if (opening.buffer != null && opening.bytes.length > 0) {
            int at = random.nextInt(opening.bytes.length);
            byte value = (byte) random.nextInt();
            opening.bytes[at] = value;
            opening.buffer.set(ValueLayout.JAVA_BYTE, at, value);
        }
    }

    /** Rewrites the file in place, so that it stays the same file; it may become empty. */
    private void rewrite(ModelFile file) throws IOException {
        file.bytes = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(9000)];
        random.nextBytes(file.bytes);
        Files.write(directory.resolve(file.name), file.bytes);
    }

    private void useDead() {
        if (!dead.isEmpty()) {
            MemorySegment buffer = dead.get(random.nextInt(dead.size()));
            assertThat(buffer.scope().isAlive()).isFalse();
            refuses(() -> buffer.fill((byte) 0));
        }
    }

    private void mustBeRight(Opening opening) {
        if (opening.buffer != null
                && !Arrays.equals(DriverFiles.bytes(opening.buffer), opening.bytes)) {
            throw new AssertionError("the buffer of " + opening.handle + " has other bytes");
        }
    }

    private void violates(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(IrqlViolationException.class);
        violations++;
    }

    private static void refuses(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(IrqlViolationException.class);
    }
}
