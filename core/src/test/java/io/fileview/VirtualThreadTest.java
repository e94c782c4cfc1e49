package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Many virtual threads do everything that may block, each with a file of its own and a shared one. */
@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
class VirtualThreadTest {
    private static final int THREADS = 50;
    private static final int SIZE = 20_000;

    @TempDir
    Path directory;

    @Test
    void theyMapFlushPrefetchGrowAndUnmap() throws Exception {
        Path shared = Sample.file(directory, SIZE);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    use(shared, number, false);
                                    use(directory.resolve("own" + number), number, true);
                                    done.complete(null);
                                } catch (Throwable failure) {
                                    done.completeExceptionally(failure);
                                }
                            });
        }
        for (CompletableFuture<Void> each : all) {
            each.get();
        }
        try (FileMapping mapping = EngineUnderTest.open(shared, Protection.READ_ONLY);
                View view = mapping.map()) {
            for (int i = 0; i < THREADS; i++) {
                assertThat(bytesOf(view).get(i)).isEqualTo((byte) i);
            }
        }
    }

    private static void use(Path file, int number, boolean creates) throws Exception {
        MappingBuilder builder = EngineUnderTest.builder(file).protection(Protection.READ_WRITE);
        try (FileMapping mapping =
                (creates ? builder.createNew().size(SIZE) : builder).open()) {
            if (creates) {
                mapping.grow(2 * SIZE);
            }
            try (View view = mapping.map(0, SIZE)) {
                view.prefetch();
                bytesOf(view).set(number, (byte) number);
                for (Durability durability : Durability.values()) {
                    view.flush(durability);
                }
            }
            mapping.flush(Durability.DEVICE);
        }
    }
}
