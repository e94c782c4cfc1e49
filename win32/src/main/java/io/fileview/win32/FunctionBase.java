package io.fileview.win32;

import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the last error of each thread, and turns exceptions into it. */
abstract class FunctionBase {
    /** A function makes calls of the library, and undoes by others what it did before they failed. */
    static final int DEPTH = 3;

    private static final int MOST_LOGGED = 100;

    private final ThreadLocal<Integer> lastError = ThreadLocal.withInitial(() -> 0);

    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    final Win32Process process;

    FunctionBase(Win32Process process) {
        this.process = process;
    }

    /** The body of a function that returns a value. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** The body of a function that only succeeds or fails. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Returns the last error of this thread: that of the last function that failed. A function that
     * succeeds does not change it, except that functions which create named objects set it to 0 or
     * {@code ERROR_ALREADY_EXISTS}, and {@code createFile} does so for some dispositions. On Windows
     * it is what the system reported for that function, whatever the thread has called since.
     *
     * @return the error code; in a simulated process, one of those in {@link WinError}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-getlasterror">GetLastError</a>
     */
    public int getLastError() {
        return lastError.get();
    }

    /**
     * Sets the last error of this thread.
     *
     * @param dwErrCode the error code
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-setlasterror">SetLastError</a>
     */
    public void setLastError(int dwErrCode) {
        lastError.set(dwErrCode);
    }

    final <T> @Nullable T call(Work<T> work) {
        StackRoom.require(DEPTH);
        try {
            return work.run();
        } catch (Win32Failure failure) {
            setLastError(failure.error());
        } catch (NamesRefusedException failure) {
            log(failure);
            setLastError(failure.error());
        } catch (IOException failure) {
            setLastError(ErrorTranslation.of(failure));
        } catch (DirectoryIteratorException failure) {
            setLastError(ErrorTranslation.of(Objects.requireNonNull(failure.getCause())));
        }
        return null;
    }

    /** A message is logged once, however often a program tries. */
    private void log(NamesRefusedException failure) {
        if (logged.size() < MOST_LOGGED && logged.add(String.valueOf(failure.getMessage()))) {
            System.getLogger("io.fileview.win32").log(Level.WARNING, failure.getMessage());
        }
    }

    final boolean test(Action action) {
        return call(
                () -> {
                    action.run();
                    return true;
                }) != null;
    }

    /**
     * The handle of a created object; sets the last error to whether the object already existed.
     */
    final @Nullable Handle created(Work<Created> work) {
        Created result = call(work);
        if (result == null) {
            return null;
        }
        setLastError(result.lastError());
        return result.handle();
    }
}
