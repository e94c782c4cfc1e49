package io.fileview.win32;

import org.jspecify.annotations.Nullable;

/** The functions that operate on handles, and on named objects other than sections. */
abstract class ObjectFunctions extends FileFunctions {
    final SectionCalls sections;

    ObjectFunctions(ProcessState process) {
        super(process);
        this.sections = new SectionCalls(process);
    }

    /**
     * Closes a handle. The object is destroyed when its last handle is closed and its last view is
     * unmapped; its name is removed when its last handle is closed. Handle values are not reused,
     * so closing a handle twice fails.
     *
     * @param hObject the handle
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/handleapi/nf-handleapi-closehandle">CloseHandle</a>
     */
    public boolean closeHandle(@Nullable Handle hObject) {
        return test(() -> process.handles().close(hObject));
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
        return call(
                () -> {
                    HandleTable.Entry entry = process.handles().get(hSourceHandle);
                    int access =
                            (dwOptions & WinNt.DUPLICATE_SAME_ACCESS) != 0
                                    ? entry.access()
                                    : SectionCalls.sectionRights(dwDesiredAccess);
                    Handle duplicate = process.handles().open(entry.object(), access);
                    if ((dwOptions & WinNt.DUPLICATE_CLOSE_SOURCE) != 0) {
                        process.handles().close(hSourceHandle);
                    }
                    return duplicate;
                });
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
     * Creates or opens an event. Only its name is simulated: it cannot be waited on.
     *
     * @param lpName its name, or null
     * @return the handle, with the last error set to 0, or to {@code ERROR_ALREADY_EXISTS} if it
     *     existed; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createeventw">CreateEventW</a>
     */
    public @Nullable Handle createEvent(@Nullable String lpName) {
        return created(() -> sections.createNameOnly(KernelObject.Type.EVENT, lpName));
    }

    /**
     * Creates or opens a mutex. Only its name is simulated: it cannot be waited on.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createmutexw">CreateMutexW</a>
     */
    public @Nullable Handle createMutex(@Nullable String lpName) {
        return created(() -> sections.createNameOnly(KernelObject.Type.MUTEX, lpName));
    }

    /**
     * Creates or opens a semaphore. Only its name is simulated: it cannot be waited on.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-createsemaphorew">CreateSemaphoreW</a>
     */
    public @Nullable Handle createSemaphore(@Nullable String lpName) {
        return created(() -> sections.createNameOnly(KernelObject.Type.SEMAPHORE, lpName));
    }

    /**
     * Creates or opens a waitable timer. Only its name is simulated: it cannot be waited on.
     *
     * @param lpTimerName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-createwaitabletimerw">CreateWaitableTimerW</a>
     */
    public @Nullable Handle createWaitableTimer(@Nullable String lpTimerName) {
        return created(() -> sections.createNameOnly(KernelObject.Type.TIMER, lpTimerName));
    }

    /**
     * Creates or opens a job object. Only its name is simulated: no process can be assigned to it.
     *
     * @param lpName its name, or null
     * @return as {@link #createEvent}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/jobapi2/nf-jobapi2-createjobobjectw">CreateJobObjectW</a>
     */
    public @Nullable Handle createJobObject(@Nullable String lpName) {
        return created(() -> sections.createNameOnly(KernelObject.Type.JOB, lpName));
    }
}
