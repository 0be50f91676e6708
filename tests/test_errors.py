"""Every exception is a TabbertError and the builtin a caller would catch, and travels between processes."""

import inspect
import pickle

import pytest

from tabbert import errors

BUILTIN = {
    "UnknownColumnError": (KeyError, (["a"], ["b"])),
    "UnknownCheckError": (LookupError, ("a", ["b"])),
    "UnknownEncoderError": (LookupError, ("a", ["b"])),
    "UnsupportedFrameError": (TypeError, (1,)),
    "InvalidParameterError": (ValueError, ("a", "b", 1)),
    "UnknownParameterError": (TypeError, ("a", ["b"], ["c"])),
    "DeclarationError": (ValueError, ("a", "b", "c")),
    "ConfigError": (ValueError, ("a", 1, "b", "c")),
    "UnreadableFileError": (OSError, ("a", "b", "c")),
    "UnwritableFileError": (OSError, ("a", "b")),
    "QueryFailedError": (RuntimeError, ("a",)),
    "EncoderUnavailableError": (RuntimeError, ("a", "b", "c")),
    "ModelStoreError": (OSError, ("a", "b", "c")),
    "ModelArchiveError": (ValueError, ("a", "b")),
    "UnknownModelError": (LookupError, ("a", ["b"])),
    "TrainingDataError": (ValueError, ("a", "b")),
    "FolderUnwritableError": (OSError, ("a", "b")),
    "StateMismatchError": (ValueError, ("a", "b")),
    "MissingExtraError": (ImportError, ("a", "b", "c")),
    "NotAssessedError": (RuntimeError, ("a", [])),
    "NotEvaluatedError": (RuntimeError, ()),
    "PluginError": (RuntimeError, ("a", "b", "c")),
    "GateFailedError": (AssertionError, ("a", 0.1, 0.9, [])),
    "IncompleteError": (AssertionError, (["a"], 2)),
}


def test_the_list_is_complete():
    classes = {
        name for name, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, errors.TabbertError)
    }
    assert classes == {*BUILTIN, "TabbertError"} == set(errors.__all__)
    for name in BUILTIN:
        assert name in errors.__doc__


def test_the_name_of_a_file_is_to_be_read_first():
    assert "Hint: read the file first" in str(errors.UnsupportedFrameError("tickets.csv"))
    assert "Hint: convert it first" in str(errors.UnsupportedFrameError([{"a": 1}]))


@pytest.mark.parametrize("name", BUILTIN)
def test_each(name):
    builtin, arguments = BUILTIN[name]
    error = getattr(errors, name)(*arguments)
    assert isinstance(error, builtin)
    assert "\nHint: " in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
