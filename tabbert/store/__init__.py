"""What is kept on disk: the home folder, offline weights, model folders and the vector cache."""
