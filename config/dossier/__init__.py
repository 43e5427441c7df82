"""The paper work before the first use, written from the running configuration (`havre dossier`)."""
