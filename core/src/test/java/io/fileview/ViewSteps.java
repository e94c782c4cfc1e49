package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Steps that read and write views, dead ones too. */
final class ViewSteps {
    private final ModelWorld world;
    private final ExecutorService otherThread;

    ViewSteps(ModelWorld world, ExecutorService otherThread) {
        this.world = world;
        this.otherThread = otherThread;
    }

    void read() {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            ByteRange range = world.rangeOf(view);
            world.log("read " + range + " of " + view);
            if (world.oneIn(2)) {
                world.mustShow(view, range.offset(), range.length());
            } else {
                readOneByOne(view, Math.toIntExact(range.offset()));
            }
        }
    }

    private static void readOneByOne(ViewModel view, int from) {
        byte[] expected = view.expected(from, Math.min(40, view.length - from));
        for (int i = 0; i < expected.length; i++) {
            assertThat(view.segment.get(JAVA_BYTE, from + i))
                    .as("byte %s of %s", from + i, view)
                    .isEqualTo(expected[i]);
        }
    }

    void write() throws Throwable {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            ByteRange range = world.rangeOf(view);
            int from = Math.toIntExact(range.offset());
            byte[] data = world.bytes(Math.toIntExact(range.length()));
            if (world.oneIn(5)) {
                Arrays.fill(data, (byte) world.below(2));
            }
            world.log("write " + range + " of " + view);
            Class<? extends Throwable> refusal =
                    view.isReadOnly() ? IllegalArgumentException.class : null;
            if (!world.refused(refusal, () -> store(view.segment, from, data))) {
                view.write(from, data);
            }
        }
    }

    private void store(MemorySegment segment, int from, byte[] data) {
        if (data.length >= Long.BYTES && data.length < 40) {
            long first = MemorySegment.ofArray(data).get(JAVA_LONG_UNALIGNED, 0);
            segment.set(JAVA_LONG_UNALIGNED, from, first);
            for (int i = Long.BYTES; i < data.length; i++) {
                segment.set(JAVA_BYTE, from + i, data[i]);
            }
        } else if (segment.isReadOnly() || world.oneIn(2)) {
            MemorySegment.copy(data, 0, segment, JAVA_BYTE, from, data.length);
        } else {
            segment.asByteBuffer().put(from, data);
        }
    }

    void beyondTheView() {
        if (!world.views.isEmpty()) {
            ViewModel view = world.any(world.views);
            world.log("use the byte after the end of " + view);
            long after = view.length;
            List<ThrowingCallable> uses =
                    List.of(
                            () -> view.segment.get(JAVA_BYTE, after),
                            () -> view.segment.get(JAVA_BYTE, -1),
                            () -> view.view.advise(1, after, Advice.WILL_NEED),
                            () -> view.view.prefetch(List.of(new ByteRange(after, 1))),
                            () -> view.view.lock(after, 1),
                            () -> view.view.unlock(after, 1),
                            () -> view.view.trim(after, 1),
                            () -> view.view.pages(0, after + 1),
                            () -> view.view.flush(after, 1, Durability.SCHEDULED));
            assertThatThrownBy(world.any(uses)).isInstanceOf(IndexOutOfBoundsException.class);
            if (view.length > 1 && world.isOnlyAt(view, view.view.address() + 1)) {
                assertThatThrownBy(() -> Views.unmap(view.view.address() + 1))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(view.view.isMapped()).isTrue();
        }
    }

    void useAfterUnmap() {
        if (world.dead.isEmpty()) {
            return;
        }
        ViewModel view = world.any(world.dead);
        world.log("use unmapped " + view);
        int at = world.below(view.length);
        List<ThrowingCallable> uses =
                List.of(
                        () -> view.segment.get(JAVA_BYTE, at),
                        () -> view.segment.asSlice(at).toArray(JAVA_BYTE),
                        () -> view.segment.asByteBuffer().get(at),
                        view.view::segment,
                        view.view::cached,
                        view.view::pages,
                        view.view::prefetch,
                        view.view::lock,
                        view.view::unlock,
                        view.view::trim,
                        () -> view.view.advise(world.any(Advice.values())),
                        () -> view.view.remap(view.length + world.below(2)));
        assertThatThrownBy(world.any(uses)).isInstanceOf(IllegalStateException.class);
        if (!view.isReadOnly()) {
            assertThatThrownBy(() -> view.segment.set(JAVA_BYTE, at, (byte) 1))
                    .isInstanceOf(IllegalStateException.class);
        }
        if (!view.isCopied() && !view.file.isMemory()) {
            assertThatThrownBy(() -> view.view.flush(Durability.SCHEDULED))
                    .isInstanceOf(IllegalStateException.class);
        }
        view.view.close(); // does nothing, whoever has the address now
        long address = view.view.address();
        if (world.isOnlyAt(view, address)) {
            assertThatThrownBy(() -> Views.unmap(address))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A confined view belongs to its thread; any other is everybody's. */
    void fromAnotherThread() throws Throwable {
        if (world.views.isEmpty()) {
            return;
        }
        ViewModel view = world.any(world.views);
        world.log("from another thread use " + view);
        if (!view.confined) {
            otherThread.submit(() -> world.mustShowAll(view)).get();
            return;
        }
        List<Runnable> uses =
                List.of(
                        () -> view.segment.get(JAVA_BYTE, 0),
                        () -> world.mustShowAll(view),
                        view.view::close,
                        () -> makeLonger(view),
                        () -> unmapByAddress(view));
        Runnable use = world.any(uses);
        assertThatThrownBy(() -> otherThread.submit(use).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WrongThreadException.class);
        assertThat(view.view.isMapped()).isTrue();
        world.mustShowAll(view);
    }

    private void unmapByAddress(ViewModel view) {
        if (!world.isOnlyAt(view, view.view.address())) {
            throw new WrongThreadException("not asked: another view starts there, too");
        }
        Views.unmap(view.view.address());
    }

    private static void makeLonger(ViewModel view) {
        if (view.opened.refusalOf((long) view.offset + view.length + 1) != null) {
            throw new WrongThreadException("not asked: there is no room to remap " + view);
        }
        try {
            view.view.remap(view.length + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
