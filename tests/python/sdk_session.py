"""Drives the sandbox with Meta's own Python SDK.

usage: sdk_session.py BASE_URL CATALOG_ID

The SDK knows nothing of the sandbox: only its host is replaced. What it sends
(form-encoded bodies, the token in the query) and what it makes of the answers
is therefore Meta's reading of the interface, not ours.
"""

import sys
import time

from facebook_business.adobjects.productcatalog import ProductCatalog
from facebook_business.adobjects.productitem import ProductItem
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

ITEMS = 60


def item(number):
    return {
        "id": f"SDK-{number:03}",
        "title": f"Mug {number} äöü",
        "description": "Stoneware mug.",
        "availability": "in stock",
        "condition": "new",
        "price": "12.90 EUR",
        "link": f"https://shop.example/p/{number}",
        "image_link": f"https://shop.example/i/{number}.jpg",
        "brand": "Acme",
        "quantity_to_sell_on_facebook": number,
    }


def write(catalog, requests, **more):
    answer = catalog.create_items_batch(
        params={"item_type": "PRODUCT_ITEM", "requests": requests, **more}
    )
    return answer.export_all_data()


def verdict(catalog, handle):
    """Polls until the batch has ended."""
    for _ in range(50):
        found = catalog.get_check_batch_request_status(
            fields=["handle", "status", "errors", "errors_total_count", "ids_of_invalid_requests"],
            params={"handle": handle, "load_ids_of_invalid_requests": True},
        )
        assert len(found) == 1, found
        if found[0]["status"] == "finished":
            return found[0]
        assert found[0]["status"] in ("scheduled", "dispatched", "started"), found
        time.sleep(0.01)
    raise AssertionError("the batch did not finish")


def refusal(call):
    try:
        call()
    except FacebookRequestError as error:
        return error
    raise AssertionError("the call was not refused")


def main(base, catalog_id):
    FacebookSession.GRAPH = base
    FacebookAdsApi.init(access_token="SDK-TOKEN", app_id="1", app_secret="secret")
    catalog = ProductCatalog(catalog_id)

    node = catalog.api_get(fields=["id", "name", "vertical", "product_count"])
    assert node["vertical"] == "commerce", node
    assert node["product_count"] == 0, node

    # A batch, its verdict, and the items in pages.
    requests = [{"method": "UPDATE", "data": item(number)} for number in range(ITEMS)]
    answer = write(catalog, requests, allow_upsert=True)
    assert len(answer["handles"]) == 1, answer
    ended = verdict(catalog, answer["handles"][0])
    assert ended["errors_total_count"] == 0, ended
    assert list(ended["ids_of_invalid_requests"]) == [], ended

    cursor = catalog.get_products(
        fields=[ProductItem.Field.retailer_id, ProductItem.Field.name, ProductItem.Field.price,
                ProductItem.Field.inventory, ProductItem.Field.review_status],
        params={"limit": 25, "summary": True},
    )
    found = list(cursor)
    assert [one["retailer_id"] for one in found] == [f"SDK-{n:03}" for n in range(ITEMS)], found
    assert found[7]["name"] == "Mug 7 äöü", found[7]
    assert found[7]["price"] == "€12.90", found[7]
    assert found[7]["inventory"] == 7, found[7]

    # A filter, and a node by its id.
    some = list(catalog.get_products(
        fields=["retailer_id", "availability"],
        params={"filter": {"retailer_id": {"is_any": ["SDK-003", "SDK-004"]}}},
    ))
    assert [one["retailer_id"] for one in some] == ["SDK-003", "SDK-004"], some
    one = ProductItem(some[0]["id"]).api_get(fields=["retailer_id", "url"])
    assert one["url"] == "https://shop.example/p/3", one

    # One bad record among good ones; a partial update; a deletion.
    answer = write(catalog, [
        {"method": "UPDATE", "data": {"id": "SDK-000", "price": "9,90 EUR"}},
        {"method": "UPDATE", "data": {"id": "SDK-001", "availability": "out of stock"}},
        {"method": "DELETE", "data": {"id": "SDK-002"}},
    ])
    ended = verdict(catalog, answer["handles"][0])
    assert ended["errors_total_count"] == 1, ended
    assert list(ended["ids_of_invalid_requests"]) == ["SDK-000"], ended
    assert ended["errors"][0]["id"] == "SDK-000", ended
    assert catalog.api_get(fields=["product_count"])["product_count"] == ITEMS - 1

    # Remarks at once, and refusals of whole calls.
    answer = write(catalog, [{"method": "UPDATE", "retailer_id": "SDK-001", "data": {"title": "x"}}])
    assert answer["handles"] == [], answer
    message = answer["validation_status"][0]["errors"][0]["message"]
    assert message == "Can not find required field id", answer
    error = refusal(lambda: catalog.create_items_batch(params={"requests": requests[:1]}))
    assert (error.http_status(), error.api_error_code()) == (400, 100), error
    error = refusal(lambda: ProductCatalog("999").api_get(fields=["name"]))
    assert (error.api_error_code(), error.api_error_subcode()) == (100, 33), error
    assert error.http_headers()["X-Business-Use-Case-Usage"], error

    # Deletion of one item through its node.
    found[5].api_delete()
    assert catalog.api_get(fields=["product_count"])["product_count"] == ITEMS - 2
    print("ok")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
