"""One function a job: a typed request in, a typed result out. Front ends share them and print the same numbers."""
