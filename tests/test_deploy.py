"""The files of deploy/: what they say fits together, and to what the server does."""

from typing import Any

import crossplane
import pytest
import yaml

from spritedex.server.line import Line
from spritedex.server.metrics import Metrics
from tests.documents import ROOT

DEPLOY = ROOT / "deploy"


@pytest.fixture(scope="module")
def objects() -> dict[str, Any]:
    """The Kubernetes objects by kind."""
    found = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    return {each["kind"]: each for each in found}


def test_kubernetes_objects_mean_the_same_servers(objects: dict[str, Any]) -> None:
    deployment = objects["Deployment"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    for selector in (
        deployment["selector"]["matchLabels"],
        objects["Service"]["spec"]["selector"],
        objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    ):
        assert selector.items() <= labels.items()
    target = objects["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", objects["Deployment"]["metadata"]["name"])
    (container,) = deployment["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert (
        {container[probe]["httpGet"]["port"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")}
        == {objects["Service"]["spec"]["ports"][0]["targetPort"]}
        == set(ports)
    )
    assert f'"--port", "{ports["http"]}"' in (ROOT / "Dockerfile").read_text()
    user = deployment["template"]["spec"]["securityContext"]["runAsUser"]
    assert f"USER {user}:" in (ROOT / "Dockerfile").read_text()


def test_the_scaler_asks_for_a_metric_that_the_server_has(objects: dict[str, Any]) -> None:
    (metric,) = objects["HorizontalPodAutoscaler"]["spec"]["metrics"]
    name = metric["pods"]["metric"]["name"]
    assert f"\n{name} 0.0\n" in Metrics(Line(1, 1), Line(1, 1)).text().decode()
    assert name in (ROOT / "docs" / "scale.md").read_text()


def test_nginx_reads_its_file_and_names_the_client() -> None:
    read = crossplane.parse(str(DEPLOY / "nginx.conf"))
    assert (read["status"], read["errors"]) == ("ok", [])
    http = next(each for each in read["config"][0]["parsed"] if each["directive"] == "http")["block"]
    server = next(each for each in http if each["directive"] == "server")["block"]
    places = {tuple(each["args"]): each["block"] for each in server if each["directive"] == "location"}
    passed = [each["args"] for each in places[("/",)]]
    assert ["X-Forwarded-For", "$remote_addr"] in passed
    assert ["off"] in passed
    assert [each["args"] for each in places[("=", "/metrics")]] == [["404"]]
