package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.windows.WindowsFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Handles and named objects, by the functions of Windows. */
final class NativeObjects implements ObjectApi {
    private static final NativeFunction CLOSE_HANDLE = NativeFunction.of("CloseHandle");
    private static final NativeFunction DUPLICATE_HANDLE = NativeFunction.of("DuplicateHandle");
    private static final NativeFunction CREATE_EVENT = NativeFunction.of("CreateEventW");
    private static final NativeFunction CREATE_MUTEX = NativeFunction.of("CreateMutexW");
    private static final NativeFunction CREATE_SEMAPHORE = NativeFunction.of("CreateSemaphoreW");
    private static final NativeFunction CREATE_TIMER = NativeFunction.of("CreateWaitableTimerW");
    private static final NativeFunction CREATE_JOB = NativeFunction.of("CreateJobObjectW");

    private final NativeProcess process;

    NativeObjects(NativeProcess process) {
        this.process = process;
    }

    @Override
    public void close(@Nullable Handle handle) {
        long value = NativeFiles.valueOf(handle);
        synchronized (NativeHoldings.ALL) {
            CLOSE_HANDLE.require(value);
            NativeHoldings.ALL.closed(value);
        }
    }

    @Override
    public Handle duplicate(@Nullable Handle handle, int access, int options) {
        long value = NativeFiles.valueOf(handle);
        long self = Handle.INVALID_HANDLE_VALUE.value();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(JAVA_LONG);
            synchronized (NativeHoldings.ALL) {
                boolean duplicated =
                        (int) DUPLICATE_HANDLE.call(
                                self, value, self, result.address(), access, 0, options)
                                != 0;
                int error = WindowsFunction.lastError();
                if ((options & WinNt.DUPLICATE_CLOSE_SOURCE) != 0) {
                    NativeHoldings.ALL.closed(value); // whether it has failed or not
                }
                if (!duplicated) {
                    throw new Win32Failure(error);
                }
                return process.opened(result.get(JAVA_LONG, 0));
            }
        }
    }

    @Override
    public Created create(KernelObject.Type type, @Nullable String name) {
        try (Arena arena = Arena.ofConfined()) {
            long wide = wide(name, arena);
            return created(
                    process,
                    switch (type) {
                        case EVENT -> CREATE_EVENT.call(0, 0, 0, wide);
                        case MUTEX -> CREATE_MUTEX.call(0, 0, wide);
                        case SEMAPHORE -> CREATE_SEMAPHORE.call(0, 0, 1, wide);
                        case TIMER -> CREATE_TIMER.call(0, 0, wide);
                        case JOB -> CREATE_JOB.call(0, wide);
                        default ->
                            throw new IllegalArgumentException(type + " has a function of its own");
                    });
        }
    }

    /** What a function that creates or opens named objects has returned. */
    static Created created(NativeProcess process, long handle) {
        int error = WindowsFunction.lastError();
        if (handle == 0) {
            throw new Win32Failure(error);
        }
        return new Created(process.opened(handle), error);
    }

    static long wide(@Nullable String text, Arena arena) {
        return text == null ? 0 : WindowsFunction.wide(text, arena).address();
    }
}
