"""The model: values and the functions over them. Standard library only, no I/O, no clock."""
