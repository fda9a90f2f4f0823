"""Forms of the officers' pages, drawn field by field by `includes/field.html`."""

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

_CLASSES = (
    ((forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput), ""),
    ((forms.Select,), "form-select"),
    ((forms.Widget,), "form-control"),
)


class LongSelect(forms.Select):
    """A list to choose one from, drawn in one go: Django draws each option by a template, which takes longer than the
    rest of a page where there are sixty of them.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = SafeString("".join(_option(str(key), str(label), str(key) == chosen) for key, label in self.choices))
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class HiddenValue(forms.HiddenInput):
    """A value that goes along, drawn in one go for the same reason."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        kept = self.build_attrs(self.attrs, {**(attrs or {}), "value": value})
        return format_html('<input type="hidden" name="{}"{}>', name, flatatt(kept))


def _option(key: str, label: str, is_chosen: bool) -> str:
    return f'<option value="{escape(key)}"{" selected" if is_chosen else ""}>{escape(label)}</option>'


class StaffForm(forms.Form):
    """A form whose widgets carry the style sheet's classes and name their own complaints to screen readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            style = next(style for kinds, style in _CLASSES if isinstance(field.widget, kinds))
            if style:
                field.widget.attrs["class"] = style

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if field in self.fields:
            attrs = self.fields[field].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid".lstrip()
            attrs["aria-invalid"] = "true"
