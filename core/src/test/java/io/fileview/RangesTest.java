package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.commit.Snapshot;
import io.fileview.flush.FlushScheduler;
import io.fileview.guarded.GuardedAccess;
import io.fileview.guarded.GuardedBulk;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each public method that takes a range of a view refuses one that does not lie within it, also if
 * its end is more than a long can count. The methods are found by reflection, so that a new one is
 * among them.
 */
class RangesTest {
    private static final long MAX = Long.MAX_VALUE;
    private static final int SIZE = 10_000;
    private static final int LENGTH = 5_000;

    /** Beyond the view: offset and length. */
    private static final long[][] BEYOND = {
        {0, LENGTH + 1}, {LENGTH, 1}, {LENGTH - 1, 2}, {LENGTH + 1, 0}, {1, MAX}, {MAX, 1},
        {MAX - 1, 1}, {MAX, MAX}, {MAX, 0}, {LENGTH, MAX}, {0, MAX}, {MAX - 4096, 8192},
    };

    private static final long[][] NEGATIVE = {
        {-1, 1}, {0, -1}, {Long.MIN_VALUE, 1}, {0, Long.MIN_VALUE}, {-1, MAX}, {MAX, -1},
        {Long.MIN_VALUE, Long.MIN_VALUE}, {-4096, 4096},
    };

    @TempDir
    Path directory;

    /** A method, called with a range and something that does for its other arguments. */
    private record Call(Method method) {
        boolean takesLength() {
            return method.getDeclaringClass() != GuardedAccess.class;
        }

        void on(Object target, long offset, long length) throws Throwable {
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                arguments[i] = argument(types, i, offset, length);
            }
            try {
                method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private Object argument(Class<?>[] types, int at, long offset, long length)
                throws Exception {
            Class<?> type = types[at];
            if (type == long.class) {
                boolean first = !Arrays.asList(types).subList(0, at).contains(long.class);
                boolean placeInOther =
                        at == 2 && types.length == 4; // of copies between segments
                if (first) {
                    return offset;
                }
                if (method.getName().equals("indexOf")) {
                    return offset + length;
                }
                return placeInOther || !takesLength() ? 0L : length;
            }
            if (type == int.class) {
                return at == 3 ? Math.clamp(length, Integer.MIN_VALUE, 64) : 0;
            }
            if (type == MemorySegment.class) {
                return MemorySegment.ofArray(new byte[64]);
            }
            if (type == MessageDigest.class) {
                return MessageDigest.getInstance("SHA-256");
            }
            if (type == WritableByteChannel.class) {
                return Channels.newChannel(OutputStream.nullOutputStream());
            }
            if (type == ReadableByteChannel.class) {
                return Channels.newChannel(new ByteArrayInputStream(new byte[64]));
            }
            if (type.isEnum()) {
                return type.getEnumConstants()[0];
            }
            return type == byte[].class
                    ? new byte[64]
                    : List.of((byte) 0, (short) 0, 'a', 0f, 0d).stream()
                            .filter(value -> type == unboxed(value))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no value for " + type));
        }

        private static Class<?> unboxed(Object value) {
            return java.lang.invoke.MethodType.methodType(value.getClass())
                    .unwrap()
                    .returnType();
        }

        @Override
        public String toString() {
            return method.getName() + Arrays.toString(method.getParameterTypes());
        }
    }

    static Stream<Call> methodsOfViews() {
        return Stream.of(View.class.getMethods())
                .filter(method -> method.getParameterCount() >= 2)
                .filter(method -> method.getParameterTypes()[0] == long.class)
                .filter(method -> method.getParameterTypes()[1] == long.class)
                .filter(method -> method.getDeclaringClass() == View.class)
                .map(Call::new);
    }

    static Stream<Call> methodsOfAccess() {
        return Stream.concat(
                Stream.of(GuardedBulk.class.getDeclaredMethods()),
                Stream.of(GuardedAccess.class.getDeclaredMethods()))
                .filter(method -> Arrays.asList(method.getParameterTypes()).contains(long.class))
                .map(Call::new);
    }

    @Test
    void theMethodsAreFound() {
        assertThat(methodsOfViews()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(methodsOfAccess()).hasSizeGreaterThanOrEqualTo(30);
    }

    private List<View> views(FileMapping mapping) throws Exception {
        List<View> views = new ArrayList<>();
        for (Protection protection : Protection.values()) {
            views.add(mapping.view(100, LENGTH).protection(protection).map());
        }
        return views;
    }

    @ParameterizedTest
    @MethodSource("methodsOfViews")
    void aMethodOfAView(Call call) throws Exception {
        try (FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE)) {
            for (View view : views(mapping)) {
                for (long[] range : BEYOND) {
                    assertThatThrownBy(() -> call.on(view, range[0], range[1]))
                            .as("%s %s", call, Arrays.toString(range))
                            .isInstanceOf(IndexOutOfBoundsException.class)
                            .hasMessageContaining(view.toString());
                }
                for (long[] range : NEGATIVE) {
                    assertThatThrownBy(() -> call.on(view, range[0], range[1]))
                            .as("%s %s", call, Arrays.toString(range))
                            .isInstanceOf(IllegalArgumentException.class);
                }
                view.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methodsOfAccess")
    void aMethodOfGuardedAccess(Call call) throws Exception {
        try (FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE)) {
            for (View view : views(mapping)) {
                if (view.protection() == Protection.READ_ONLY && writes(call)) {
                    view.close(); // either exception would do
                    continue;
                }
                GuardedAccess access = view.guarded();
                for (long[] range : BEYOND) {
                    mustRefuse(call, access, range, view);
                }
                for (long[] range : NEGATIVE) {
                    mustRefuse(call, access, range, view);
                }
                view.close();
            }
        }
    }

    private static boolean writes(Call call) {
        return !call.method().getName()
                .matches("get(?!And).*|copyTo|writeTo|crc32c|digest|mismatch|indexOf");
    }

    private static boolean is1Byte(Call call) {
        return call.method().getName().endsWith("Byte");
    }

    private static void mustRefuse(Call call, GuardedAccess access, long[] range, View view) {
        long offset = range[0];
        long length = range[1];
        boolean hasLength =
                call.method().getDeclaringClass() == GuardedBulk.class
                        && !call.method().getName().equals("mismatch");
        boolean byArray = Arrays.asList(call.method().getParameterTypes()).contains(int.class);
        if (hasLength
                ? byArray && offset >= 0 && offset <= LENGTH - 64 && length >= 0
                : offset >= 0 && offset <= LENGTH - 1 && (is1Byte(call) || offset < LENGTH - 64)) {
            return; // as a call of this method the range is a good one
        }
        assertThatThrownBy(() -> call.on(access, offset, length))
                .as("%s %s of %s", call, Arrays.toString(range), view)
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatMapsARange() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            refuses(mapping::map);
            refuses((offset, length) -> mapping.view(offset, length).map());
        }
        try (CommitMapping commits = Commits.open(file)) {
            refuses(commits::map);
            try (Snapshot snapshot = commits.snapshot()) {
                refuses(snapshot::map);
            }
        }
        try (CommitReader reader = Commits.reader(file)) {
            refuses(reader::map);
        }
    }

    private interface Map {
        View map(long offset, long length) throws Exception;
    }

    private static void refuses(Map call) {
        for (long[] range : new long[][] {
            {0, SIZE + 1}, {SIZE, 1}, {SIZE + 1, 0}, {MAX, 0}, {0, MAX}, {MAX - 1, 1}}) {
            assertThatThrownBy(() -> call.map(range[0], range[1]).close())
                    .isInstanceOf(BeyondEndException.class);
        }
        for (long[] range : new long[][] {{-1, 1}, {0, -1}, {1, MAX}, {MAX, 1}, {MAX, MAX}}) {
            assertThatThrownBy(() -> call.map(range[0], range[1]).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(Long.toString(range[0]), Long.toString(range[1]));
        }
    }

    @Test
    void whatWasWrittenIsReported() throws Exception {
        try (FileMapping mapping =
                EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE);
                View view = mapping.map(100, LENGTH);
                FlushScheduler scheduler =
                        FlushScheduler.start(mapping, 1 << 20, Duration.ofMinutes(1))) {
            for (long[] range : BEYOND) {
                assertThatThrownBy(() -> scheduler.wrote(view, range[0], range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
            for (long[] range : NEGATIVE) {
                assertThatThrownBy(() -> scheduler.wrote(view, range[0], range[1]))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatCode(() -> scheduler.wrote(view, LENGTH, 0)).doesNotThrowAnyException();
        }
    }
}
