package io.fileview.win32;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The last error of each thread, and the way from a failure to it. */
abstract class FunctionBase {
    private final ThreadLocal<Integer> lastError = ThreadLocal.withInitial(() -> 0);

    final ProcessState process;

    FunctionBase(ProcessState process) {
        this.process = process;
    }

    /** A function's work. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** A function's work that has no result. */
    interface Deed {
        void run() throws IOException;
    }

    /**
     * The error of this thread's last function that failed. A function that succeeds leaves it as it
     * is, but for those that create named objects, which set 0 or {@code ERROR_ALREADY_EXISTS}, and
     * {@code createFile} where its page says so.
     *
     * @return the number, one of those in {@link WinError}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-getlasterror">GetLastError</a>
     */
    public int getLastError() {
        return lastError.get();
    }

    /**
     * Sets the last error of this thread.
     *
     * @param dwErrCode the number
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-setlasterror">SetLastError</a>
     */
    public void setLastError(int dwErrCode) {
        lastError.set(dwErrCode);
    }

    final <T> @Nullable T call(Work<T> work) {
        try {
            return work.run();
        } catch (Win32Failure failure) {
            setLastError(failure.error());
        } catch (IOException failure) {
            setLastError(ErrorTranslation.of(failure));
        }
        return null;
    }

    final boolean test(Deed deed) {
        return call(
                () -> {
                    deed.run();
                    return true;
                }) != null;
    }

    /** A created object's handle, with the last error that tells whether it existed. */
    final @Nullable Handle created(Work<ObjectNamespace.Result> work) {
        ObjectNamespace.Result result = call(work);
        if (result == null) {
            return null;
        }
        setLastError(result.existed() ? WinError.ERROR_ALREADY_EXISTS : WinError.ERROR_SUCCESS);
        return result.handle();
    }
}
