package io.fileview.labs.containers;

/** What a filter answers instead of the kernel. */
enum DeniedError {
    EPERM(1),
    ENOSYS(38);

    private final int number;

    DeniedError(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
