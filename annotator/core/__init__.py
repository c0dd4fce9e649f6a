"""The model: values and the functions over them. No I/O, no clock; of libraries only regex."""
