package io.fileview.win32;

import org.jspecify.annotations.Nullable;

/** The functions that operate on handles, and on named objects other than sections. */
abstract class ObjectFunctions extends FileFunctions {
    private final ObjectApi objects;

    ObjectFunctions(Win32Process process) {
        super(process);
        this.objects = process.objects();
    }

    /**
     * Closes a handle. The object is destroyed when its last handle is closed and its last view is
     * unmapped; its name is removed when its last handle is closed. A simulated process does not
     * reuse handle values, so closing a handle twice fails; on Windows it may close another object.
     *
     * @param hObject the handle
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-closehandle">CloseHandle</a>
     */
    public boolean closeHandle(@Nullable Handle hObject) {
        return test(() -> objects.close(hObject));
    }

    /**
     * Creates another handle of the same object in this process.
     *
     * @param hSourceHandle the handle
     * @param dwDesiredAccess the rights of the new handle; for a section, {@code FILE_MAP_} rights
     * @param dwOptions {@code DUPLICATE_} options, or 0
     * @return the new handle, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-duplicatehandle">DuplicateHandle</a>
     */
    public @Nullable Handle duplicateHandle(
            @Nullable Handle hSourceHandle, int dwDesiredAccess, int dwOptions) {
        return call(() -> objects.duplicate(hSourceHandle, dwDesiredAccess, dwOptions));
    }

    /**
     * Returns the handle that denotes this process.
     *
     * @return the pseudo handle -1
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-getcurrentprocess">GetCurrentProcess</a>
     */
    public Handle getCurrentProcess() {
        return Handle.INVALID_HANDLE_VALUE;
    }

    /**
     * Creates or opens an event. No function of this library waits for it.
     *
     * @param lpName its name, or null
     * @return the handle, with the last error set to 0, or to {@code ERROR_ALREADY_EXISTS} if it
     *     existed; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createeventw">CreateEventW</a>
     */
    public @Nullable Handle createEvent(@Nullable String lpName) {
        return created(() -> objects.create(KernelObject.Type.EVENT, lpName));
    }

    /**
     * Creates or opens a mutex. No function of this library waits for it.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createmutexw">CreateMutexW</a>
     */
    public @Nullable Handle createMutex(@Nullable String lpName) {
        return created(() -> objects.create(KernelObject.Type.MUTEX, lpName));
    }

    /**
     * Creates or opens a semaphore. No function of this library waits for it.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-createsemaphorew">CreateSemaphoreW</a>
     */
    public @Nullable Handle createSemaphore(@Nullable String lpName) {
        return created(() -> objects.create(KernelObject.Type.SEMAPHORE, lpName));
    }

    /**
     * Creates or opens a waitable timer. No function of this library waits for it.
     *
     * @param lpTimerName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createwaitabletimerw">CreateWaitableTimerW</a>
     */
    public @Nullable Handle createWaitableTimer(@Nullable String lpTimerName) {
        return created(() -> objects.create(KernelObject.Type.TIMER, lpTimerName));
    }

    /**
     * Creates or opens a job object. No function of this library assigns a process to it.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/jobapi2/nf-jobapi2-createjobobjectw">CreateJobObjectW</a>
     */
    public @Nullable Handle createJobObject(@Nullable String lpName) {
        return created(() -> objects.create(KernelObject.Type.JOB, lpName));
    }
}
