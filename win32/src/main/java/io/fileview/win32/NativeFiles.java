package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.windows.WindowsFunction;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files, by the functions of Windows. */
final class NativeFiles implements FileApi {
    private static final NativeFunction CREATE_FILE = NativeFunction.of("CreateFileW");
    private static final NativeFunction READ_FILE = NativeFunction.of("ReadFile");
    private static final NativeFunction WRITE_FILE = NativeFunction.of("WriteFile");
    private static final NativeFunction OVERLAPPED_RESULT =
            NativeFunction.of("GetOverlappedResult");
    private static final NativeFunction CREATE_EVENT = NativeFunction.of("CreateEventW");
    private static final NativeFunction CLOSE_HANDLE = NativeFunction.of("CloseHandle");
    private static final NativeFunction SET_FILE_POINTER = NativeFunction.of("SetFilePointerEx");
    private static final NativeFunction SET_END_OF_FILE = NativeFunction.of("SetEndOfFile");
    private static final NativeFunction FLUSH_FILE_BUFFERS = NativeFunction.of("FlushFileBuffers");
    private static final NativeFunction DELETE_FILE = NativeFunction.of("DeleteFileW");
    private static final NativeFunction MOVE_FILE = NativeFunction.of("MoveFileExW");
    private static final NativeFunction COPY_FILE = NativeFunction.of("CopyFileW");

    private static final int ERROR_HANDLE_EOF = 38;
    private static final int ERROR_IO_PENDING = 997;

    /** OVERLAPPED: two words of the system's, the offset, an event. */
    private static final int OVERLAPPED = 32;
    private static final int OVERLAPPED_OFFSET = 16;

    private static final int OVERLAPPED_EVENT = 24;

    /** A program may ask for much more than there is. */
    private static final int MOST_AT_ONCE = 1 << 20;

    private final NativeProcess process;

    NativeFiles(NativeProcess process) {
        this.process = process;
    }

    static long valueOf(@Nullable Handle handle) {
        return handle == null ? 0 : handle.value();
    }

    @Override
    public Created create(
            Path path, int desiredAccess, int share, int disposition, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long handle =
                    CREATE_FILE.call(
                            NativePath.of(path, arena),
                            desiredAccess,
                            share,
                            0,
                            disposition,
                            flags,
                            0);
            if (handle == Handle.INVALID_HANDLE_VALUE.value()) {
                throw NativeFunction.lastFailure();
            }
            return new Created(process.opened(handle), WindowsFunction.lastError());
        }
    }

    @Override
    public byte[] read(@Nullable Handle handle, long offset, int length) {
        if (length < 0) {
            throw new Win32Failure(WinError.ERROR_INVALID_PARAMETER);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.clamp(length, 1, MOST_AT_ONCE));
            int wanted;
            int got;
            do {
                wanted = Math.min(length - bytes.size(), MOST_AT_ONCE);
                got = read(handle, offset + bytes.size(), buffer, wanted, arena);
                bytes.writeBytes(buffer.asSlice(0, got).toArray(JAVA_BYTE));
            } while (got == wanted && bytes.size() < length);
        }
        return bytes.toByteArray();
    }

    /** The end of the file counts as no bytes. */
    private static int read(
            @Nullable Handle handle, long at, MemorySegment buffer, int length, Arena arena) {
        try {
            return transferred(READ_FILE, handle, at, buffer, length, arena);
        } catch (Win32Failure failure) {
            if (failure.error() == ERROR_HANDLE_EOF) {
                return 0;
            }
            throw failure;
        }
    }

    /**
     * Waits for the transfer, also if the flags of the handle make it asynchronous. Transfers of other
     * threads through the handle would end a wait for the handle itself, and the memory would be freed
     * while the system still uses it: so each has an event of its own.
     */
    private static int transferred(
            NativeFunction function,
            @Nullable Handle handle,
            long at,
            MemorySegment buffer,
            int length,
            Arena arena) {
        long file = valueOf(handle);
        MemorySegment overlapped = arena.allocate(OVERLAPPED, Long.BYTES);
        overlapped.set(JAVA_LONG, OVERLAPPED_OFFSET, at);
        MemorySegment counted = arena.allocate(JAVA_INT);
        long event = CREATE_EVENT.nonZero(0, 1, 0, 0);
        try {
            overlapped.set(JAVA_LONG, OVERLAPPED_EVENT, event);
            boolean done =
                    (int) function.call(
                            file, buffer.address(), length, counted.address(),
                            overlapped.address())
                            != 0;
            if (!done && WindowsFunction.lastError() != ERROR_IO_PENDING) {
                throw NativeFunction.lastFailure();
            }
            if (!done) {
                OVERLAPPED_RESULT.require(file, overlapped.address(), counted.address(), 1);
            }
            return counted.get(JAVA_INT, 0);
        } finally {
            CLOSE_HANDLE.call(event);
        }
    }

    @Override
    public int write(@Nullable Handle handle, long offset, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(bytes.length, 1));
            MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
            return transferred(WRITE_FILE, handle, offset, buffer, bytes.length, arena);
        }
    }

    @Override
    public void setSize(@Nullable Handle handle, long size) {
        SET_FILE_POINTER.require(valueOf(handle), size, 0, 0);
        SET_END_OF_FILE.require(valueOf(handle));
    }

    @Override
    public void flush(@Nullable Handle handle) {
        FLUSH_FILE_BUFFERS.require(valueOf(handle));
    }

    @Override
    public void delete(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            DELETE_FILE.require(NativePath.of(path, arena));
        }
    }

    @Override
    public void move(Path from, Path to, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MOVE_FILE.require(NativePath.of(from, arena), NativePath.of(to, arena), flags);
        }
    }

    @Override
    public void copy(Path from, Path to, boolean failIfExists) {
        try (Arena arena = Arena.ofConfined()) {
            COPY_FILE.require(
                    NativePath.of(from, arena), NativePath.of(to, arena), failIfExists ? 1 : 0);
        }
    }
}
