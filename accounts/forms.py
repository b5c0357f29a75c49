"""The form of signing in to the admin (登录)."""

from django import forms
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form, whose password has no label that could be translated."""

    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"placeholder": "请输入密码"})
    )
