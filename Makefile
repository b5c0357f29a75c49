# `make help` lists what there is. Long steps live in bin/, the rest in manage.py.
PYTHON := .venv/bin/python
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run demo-reset setup test check format bench proof requirements

help: ## 列出所有命令
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: ## 启动网站；首次运行自动安装并载入演示数据（PORT=8000）
	@bin/bootstrap
	@$(PYTHON) manage.py run_site

demo-reset: ## 删除演示数据，重新载入
	@bin/bootstrap
	@$(PYTHON) manage.py reset_demo

setup: ## 不用演示数据：为本单位建立空的网站
	@bin/bootstrap
	@$(PYTHON) manage.py setup_site

test: ## 运行全部测试：先 SQLite，后 PostgreSQL（ARGS="tests/core -q" 可缩小范围）
	@bin/bootstrap --dev
	@bin/with-postgresql bin/test $(ARGS)

check: ## 检查格式、代码、类型、模板、迁移和设置
	@bin/bootstrap --dev
	test ! -e site/__init__.py
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m djhtml --tabwidth 4 --check templates
	$(PYTHON) -m mypy
	$(PYTHON) manage.py check
	$(PYTHON) -X frozen_modules=off manage.py check
	$(PYTHON) manage.py makemigrations --check --dry-run
	bin/check-production
	$(PYTHON) -m pytest -q tests/core/test_imports.py

format: ## 整理代码和模板的格式
	@bin/bootstrap --dev
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m djhtml --tabwidth 4 templates

bench: ## 测量速度和内存，一万名和十万名代表（约半小时；ARGS="--quick" 只测一万名）
	@bin/bootstrap --dev
	@bin/with-postgresql $(PYTHON) -m benchmarks $(ARGS)

proof: ## 耗时很长的验证，结果写入 docs/
	@bin/bootstrap --dev
	@bin/with-postgresql $(PYTHON) -m benchmarks --write $(ARGS)

requirements: ## 重新计算 requirements*.txt
	@bin/bootstrap --dev
	bin/compile-requirements
