package io.fileview.win32;

import io.fileview.windows.WindowsFunction;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A function of Windows whose failure is a {@link Win32Failure} with the error that it set. One that
 * this version of Windows lacks fails with {@code ERROR_CALL_NOT_IMPLEMENTED}, and the log names it
 * once.
 */
final class NativeFunction {
    private static final Set<String> MISSED = ConcurrentHashMap.newKeySet();

    private final WindowsFunction function;

    private NativeFunction(WindowsFunction function) {
        this.function = function;
    }

    static NativeFunction of(String name) {
        return new NativeFunction(WindowsFunction.of(name));
    }

    /** Calls the function, which tells by its result alone whether it has failed. */
    long call(long... arguments) {
        if (!function.isPresent()) {
            if (MISSED.add(function.name())) {
                System.getLogger("io.fileview.win32")
                        .log(
                                Level.WARNING,
                                "this version of Windows has no function " + function.name()
                                        + ": it fails with ERROR_CALL_NOT_IMPLEMENTED; use a"
                                        + " newer version of Windows, or a simulated process");
            }
            throw new Win32Failure(WinError.ERROR_CALL_NOT_IMPLEMENTED);
        }
        return function.call(arguments);
    }

    /** Calls the function, which returns a BOOL. */
    void require(long... arguments) {
        if ((int) call(arguments) == 0) {
            throw lastFailure();
        }
    }

    /** Calls the function, which returns a handle or an address, or 0 if it fails. */
    long nonZero(long... arguments) {
        long result = call(arguments);
        if (result == 0) {
            throw lastFailure();
        }
        return result;
    }

    static Win32Failure lastFailure() {
        return new Win32Failure(WindowsFunction.lastError());
    }
}
