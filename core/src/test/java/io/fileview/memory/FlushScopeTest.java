package io.fileview.memory;

import static io.fileview.memory.MemoryFixture.FILE;
import static io.fileview.memory.MemoryFixture.PAGE;
import static io.fileview.memory.MemoryFixture.pages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a flush makes durable, and that it does no more than it has to. */
@Timeout(60)
class FlushScopeTest {
    private static final Path NEW = FILE.resolveSibling("new");

    private final MemoryFixture world = newWorld();

    private static MemoryFixture newWorld() {
        try {
            return new MemoryFixture(Mode.SEGMENT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] durable() throws IOException {
        return world.files.disk().readDurable(FILE);
    }

    @Test
    void onlyTheRangeIsFlushed() throws Exception {
        EngineFile file = world.openPages(1, 1, 1);
        EngineWorld.write(file, 0, pages(2, 2, 2));
        file.flush(new ByteRange(PAGE + 5, 1), Durability.DEVICE, List.of());
        assertThat(durable()).isEqualTo(pages(1, 2, 1));
        file.flush(new ByteRange(0, 0), Durability.DEVICE, List.of());
        assertThat(durable()).isEqualTo(pages(1, 2, 1));
        file.flushMetadata();
        assertThat(durable()).isEqualTo(pages(1, 2, 1));
    }

    @Test
    void aSizeThatTheRangeNeedsIsFlushedWhoeverChangedIt() throws Exception {
        EngineFile file = world.openPages(1);
        EngineFile other = world.open(FILE);
        EngineWorld.write(other, PAGE, pages(2, 2));
        file.flush(new ByteRange(0, PAGE), Durability.DEVICE, List.of());
        assertThat(durable()).isEqualTo(pages(1));
        file.flush(new ByteRange(PAGE, PAGE), Durability.DEVICE, List.of());
        assertThat(durable()).isEqualTo(pages(1, 2, 0));
    }

    @Test
    void theSizeIsFlushedOnceForEachChange() throws Exception {
        EngineFile file = world.openPages(1);
        file.extend(2 * PAGE, false);
        world.files.faults().restart();
        file.flushMetadata();
        file.flushMetadata();
        assertThat(world.files.faults().log().stream().map(Call::operation))
                .containsExactly(Operation.FLUSH_METADATA, Operation.DISK_FLUSH,
                        Operation.FLUSH_METADATA);
        assertThat(durable()).isEqualTo(pages(1, 0));
    }

    @Test
    void aSizeThatCouldNotBeFlushedIsFlushedByTheNext() throws Exception {
        EngineFile file = world.openPages(1);
        file.extend(2 * PAGE, false);
        world.files.faults().plan(Faults.once(Operation.DISK_FLUSH, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flushMetadata);
        assertThat(durable()).isEqualTo(pages(1));
        file.flushMetadata();
        assertThat(durable()).isEqualTo(pages(1, 0));
    }

    @Test
    void whatWasTruncatedDoesNotComeBackOnceTheSizeIsFlushed() throws Exception {
        EngineFile file = world.openPages(1, 1);
        file.truncate(0);
        file.flushMetadata();
        file.extend(2 * PAGE, false);
        file.flushMetadata();
        assertThat(durable()).isEqualTo(pages(0, 0));
    }

    @Test
    void theEntryIsFlushedAsLongAsItLeadsToTheFile() throws Exception {
        EngineFile file = world.create(NEW);
        world.directory().rename("new", "newer");
        world.create(NEW).close();
        file.flush();
        assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).isEmpty();
        EngineFile second = world.open(NEW);
        second.flush();
        assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).isEmpty();
        EngineFile third = world.create(FILE);
        third.flushMetadata();
        assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).containsExactly("file");
    }

    @Test
    void anEntryThatCouldNotBeFlushedIsFlushedByTheNext() throws Exception {
        EngineFile file = world.create(NEW);
        world.files.faults()
                .plan(Faults.once(Operation.FLUSH_DIRECTORY, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(FlushFailedException.class).isThrownBy(file::flush);
        assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).isEmpty();
        file.flush();
        assertThat(world.files.disk().listDurable(MemoryFixture.DIRECTORY)).containsExactly("new");
    }

    /** Lets another thread flush, and stops it when the first page is on its way. */
    private final class SlowFlush {
        private final CountDownLatch release = new CountDownLatch(1);
        private final FutureTask<Boolean> flush;

        SlowFlush(EngineFile file) throws InterruptedException {
            CountDownLatch reached = new CountDownLatch(1);
            Fault wait =
                    Fault.before(call -> reached.countDown())
                            .and(Fault.delay(release, Duration.ofSeconds(60)));
            world.files.faults().plan(Faults.once(Operation.DISK_WRITE, wait));
            flush =
                    new FutureTask<>(
                            () -> {
                                file.flush();
                                return true;
                            });
            Thread.ofPlatform().start(flush);
            reached.await();
        }

        void finish() throws Exception {
            release.countDown();
            assertThat(flush.get()).isTrue();
        }
    }

    @Test
    void aPageThatIsChangedWhileItIsWrittenIsWrittenAgain() throws Exception {
        EngineFile file = world.openPages(1);
        EngineWorld.write(file, 0, pages(2));
        FutureTask<byte[]> second =
                new FutureTask<>(
                        () -> {
                            file.flush();
                            return durable();
                        });
        SlowFlush first = new SlowFlush(file);
        EngineWorld.write(file, 0, pages(3));
        Thread thread = Thread.ofPlatform().start(second);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        first.finish();
        assertThat(second.get()).isEqualTo(pages(3));
    }

    @Test
    void aPageThatIsTruncatedWhileItIsWrittenDoesNotComeBack() throws Exception {
        EngineFile file = world.openPages(1, 1);
        EngineWorld.write(file, PAGE, pages(2));
        SlowFlush first = new SlowFlush(file);
        file.truncate(PAGE);
        first.finish();
        file.extend(2 * PAGE, false);
        file.flush();
        world.files.disk().evict(FILE);
        assertThat(EngineWorld.read(file, 0, 2 * PAGE)).isEqualTo(pages(1, 0));
        assertThat(durable()).isEqualTo(pages(1, 0));
    }
}
